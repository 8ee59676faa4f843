namespace Gatepost.Gateway.Configuration.Yaml;

/// <summary>
/// Every mistake of one file, so that an administrator sees all at once. Past <see cref="Limit"/> further ones are only counted: a file of a
/// million mistakes is no file of ours. Not thread-safe.
/// </summary>
public sealed class ConfigurationErrors(string file)
{
    private readonly List<ConfigurationError> _errors = [];

    /// <summary>How many are kept.</summary>
    public const int Limit = 200;

    /// <summary>The file, as the administrator named it.</summary>
    public string File { get; } = file;

    /// <summary>All that were added, those beyond the limit too.</summary>
    public int Total { get; private set; }

    /// <summary>True while the file is without fault.</summary>
    public bool IsEmpty => Total == 0;

    /// <summary>What is kept, in the order of the file.</summary>
    public IReadOnlyList<ConfigurationError> All => [.. _errors.OrderBy(error => error.Line).ThenBy(error => error.Column)];

    /// <summary>Adds a mistake at a node.</summary>
    public void Add(YamlNode node, string message)
    {
        ArgumentNullException.ThrowIfNull(node);
        Add(node.Line, node.Column, node.Path, message);
    }

    /// <summary>Adds a mistake at a node, in the usual words.</summary>
    public void AddUnexpected(YamlNode node, string expected)
    {
        ArgumentNullException.ThrowIfNull(node);
        Add(node, $"found {node.Describe()}, expected {expected}");
    }

    /// <summary>Adds a mistake at a place.</summary>
    public void Add(int line, int column, string path, string message)
    {
        Total++;
        if (_errors.Count < Limit)
            _errors.Add(new ConfigurationError(File, line, column, OneLine(path), OneLine(message)));
    }

    /// <summary>Keys stand in paths as they came, and may hold what breaks a line or steers a terminal.</summary>
    private static string OneLine(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)) : text;
}
