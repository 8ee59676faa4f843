using System.Collections.Immutable;

namespace Gatepost.Gateway.Configuration.Yaml;

/// <summary>
/// Reads the keys of one mapping, typed. A wrong value goes to the error list and the fallback comes back, so that reading goes on and all
/// mistakes are found. <see cref="Finish"/> reports the keys that nobody asked for. Getters are in YamlKeys.Values.cs.
/// </summary>
public sealed partial class YamlKeys
{
    private readonly YamlMapping _mapping;
    private readonly bool _isReadable;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Opens a mapping; nothing is an empty one, so that what it must hold is missed. Anything else is an error, and reads as an empty mapping.</summary>
    public YamlKeys(YamlNode node, ConfigurationErrors errors)
    {
        ArgumentNullException.ThrowIfNull(node);
        Errors = errors;
        if (node is YamlMapping mapping)
        {
            _mapping = mapping;
            _isReadable = true;
            return;
        }
        _isReadable = node is YamlScalar { IsNull: true };
        if (!_isReadable)
            errors.AddUnexpected(node, "a group of keys");
        _mapping = new YamlMapping(node.Path, node.Line, node.Column, []);
    }

    /// <summary>Where mistakes go.</summary>
    public ConfigurationErrors Errors { get; }

    /// <summary>The mapping, for mistakes about it as a whole.</summary>
    public YamlMapping Mapping => _mapping;

    /// <summary>Every key that was asked for so far: the schema, for tests and for suggestions.</summary>
    public IReadOnlyCollection<string> Known => _known;

    /// <summary>The value of a key, or null when it is not there or empty.</summary>
    public YamlNode? Find(string key)
    {
        _known.Add(key);
        return _mapping.Find(key) is { } node and not YamlScalar { IsNull: true } ? node : null;
    }

    /// <summary>
    /// The value of a key that may be missing, but not be empty: without it something holds for everybody, and a key whose lines are all commented out must not
    /// come to mean that.
    /// </summary>
    public YamlNode? FindFilled(string key, string expected)
    {
        var node = Find(key);
        if (node is null && _mapping.Find(key) is { } empty)
            Errors.Add(empty, $"found nothing, expected {expected}; or leave the key out");
        return node;
    }

    /// <summary>The value of a key that must be there.</summary>
    public YamlNode? Require(string key, string expected)
    {
        var node = Find(key);
        if (node is null && _isReadable)
            Errors.Add(_mapping.Find(key) ?? _mapping, _mapping.Find(key) is null ? $"the key \"{key}\" is missing, expected {expected}" : $"found nothing, expected {expected}");
        return node;
    }

    /// <summary>The keys of a group, or null when it is not there.</summary>
    public YamlKeys? Group(string key) => Find(key) is { } node ? new YamlKeys(node, Errors) : null;

    /// <summary>The items of a list; a single value is a list of one.</summary>
    public ImmutableArray<YamlNode> Items(string key) => Find(key) switch
    {
        null => [],
        YamlSequence sequence => sequence.Items,
        var single => [single],
    };

    /// <summary>Reports the keys that nobody asked for. Call it last.</summary>
    public void Finish()
    {
        foreach (var entry in _mapping.Entries)
        {
            if (_known.Contains(entry.Key.Text))
                continue;
            var near = DidYouMean.Find(entry.Key.Text, _known);
            var hint = near is not null ? $"did you mean \"{near}\"?" : "expected " + OneOf(_known.Order(StringComparer.Ordinal));
            Errors.Add(entry.Key, $"unknown key {entry.Key.Describe()}; {hint}");
        }
    }

    /// <summary>Words for "one of these".</summary>
    public static string OneOf(IEnumerable<string> words)
    {
        var all = words.ToArray();
        return all.Length switch
        {
            0 => "no keys here",
            1 => all[0],
            _ => string.Join(", ", all[..^1]) + " or " + all[^1],
        };
    }
}
