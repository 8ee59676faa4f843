using System.Collections.Frozen;
using Gatepost.Gateway.Configuration.Yaml;

namespace Gatepost.Gateway.Configuration;

/// <summary>Reads <c>credentials</c>: secrets for next hops, which policies know by name only. No password stands in the file itself.</summary>
internal static class CredentialsReader
{
    public static FrozenDictionary<string, CredentialSettings> Read(YamlKeys settings, string folder)
    {
        var read = new Dictionary<string, CredentialSettings>(StringComparer.Ordinal);
        switch (settings.Find("credentials"))
        {
            case null:
                break;
            case YamlMapping mapping:
                foreach (var (name, value) in mapping.Entries)
                {
                    if (ReadEntry(new YamlKeys(value, settings.Errors), folder) is { } entry)
                        read[name.Text] = entry;
                }
                break;
            case var other:
                settings.Errors.AddUnexpected(other, "credentials by name, such as \"smarthost: {user: ..., password-file: ...}\"");
                break;
        }
        return read.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static CredentialSettings? ReadEntry(YamlKeys keys, string folder)
    {
        var user = keys.Require("user", "the name to log in with") is { } node ? YamlKeys.Text(node, keys.Errors, "a name") : null;
        var file = keys.Text("password-file") is { Length: > 0 } path ? Path.GetFullPath(path, folder) : null;
        var variable = keys.Text("password-environment");
        if (file is null == variable is null)
            keys.Errors.Add(keys.Mapping, "expected exactly one of \"password-file\" and \"password-environment\"");
        else if (file is not null && !File.Exists(file))
            keys.Errors.Add(keys.Find("password-file")!, $"there is no file {file}; expected a file that holds the password and nothing else");
        if (user is not null && (user.Length == 0 || user.Contains('\0', StringComparison.Ordinal)))
            keys.Errors.AddUnexpected(keys.Find("user")!, "the name to log in with");
        keys.Finish();
        return user is null ? null : new CredentialSettings(user, file, variable);
    }
}
