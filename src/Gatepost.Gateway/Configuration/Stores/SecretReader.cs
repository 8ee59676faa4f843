using Gatepost.Gateway.Configuration.Yaml;

namespace Gatepost.Gateway.Configuration.Stores;

/// <summary>The keys <c>NAME-file</c> and <c>NAME-environment</c> of a secret. The secret itself never stands in <c>gatepost.yaml</c>, which many may read.</summary>
internal static class SecretReader
{
    public static SecretReference? Read(YamlKeys group, string name, string folder)
    {
        var file = StoreFile.Existing(group, $"{name}-file", folder, $"a file that holds the {name.Replace('-', ' ')} and nothing else");
        var variable = Variable(group, $"{name}-environment");
        if (file is not null && variable is not null)
            group.Errors.Add(group.Find($"{name}-environment")!, $"the {name.Replace('-', ' ')} is given twice, by file and by variable: leave one of them out");
        return file is null && variable is null ? null : new SecretReference(file, file is null ? variable : null);
    }

    private static string? Variable(YamlKeys group, string key)
    {
        if (group.Text(key) is not { } name)
            return null;
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            group.Errors.AddUnexpected(group.Find(key)!, "the name of an environment variable (letters, digits and _)");
        else if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)))
            group.Errors.Add(group.Find(key)!, $"the environment variable {name} is not set");
        else
            return name;
        return null;
    }
}

/// <summary>Files that the stores' settings name.</summary>
internal static class StoreFile
{
    /// <summary>The absolute path of a file that is there; null, with a mistake where it was named, when it is not.</summary>
    public static string? Existing(YamlKeys group, string key, string folder, string expected)
    {
        if (group.Text(key) is not { } text)
            return null;
        var node = group.Find(key)!;
        if (text.Length == 0 || text.Contains('\0', StringComparison.Ordinal))
        {
            group.Errors.AddUnexpected(node, "a path");
            return null;
        }
        var path = Path.GetFullPath(text, folder);
        if (File.Exists(path))
            return path;
        group.Errors.Add(node, $"found {node.Describe()}, but there is no file {path}; expected {expected}");
        return null;
    }
}
