using Gatepost.Gateway.Configuration.Yaml;

namespace Gatepost.Gateway.Configuration;

/// <summary>Paths in <c>gatepost.yaml</c>; relative ones start at the file's folder.</summary>
internal sealed class SettingsPaths(string folder)
{
    /// <summary>The absolute path of a text, or null after an error.</summary>
    public string? Full(YamlNode node, string text, ConfigurationErrors errors)
    {
        if (text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal))
            return Path.GetFullPath(text, folder);
        errors.AddUnexpected(node, "a path");
        return null;
    }

    /// <summary>The path of a key that must name a file which is there, or null after an error.</summary>
    public string? ExistingFile(YamlKeys group, string key, string expected)
    {
        if (group.Require(key, expected) is not { } node || YamlKeys.Text(node, group.Errors, expected) is not { } text)
            return null;
        var path = Full(node, text, group.Errors);
        if (path is null || File.Exists(path))
            return path;
        group.Errors.Add(node, $"found {node.Describe()}, but there is no file {path}; expected {expected}");
        return null;
    }
}
