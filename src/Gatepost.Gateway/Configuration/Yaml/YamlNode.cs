using System.Collections.Immutable;
using System.Globalization;
using Gatepost.Mail.Text;

namespace Gatepost.Gateway.Configuration.Yaml;

/// <summary>One node of a YAML document, with the place where it stands. Immutable.</summary>
/// <param name="Path">The key path from the root: <c>listeners[0].address</c>.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
public abstract record YamlNode(string Path, int Line, int Column)
{
    /// <summary>What was found, in the words of an error message; a long or odd text is cut and cleaned.</summary>
    public abstract string Describe();
}

/// <summary>A single value, as text: what it means depends on who reads it.</summary>
/// <param name="Path">The key path.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Text">Unquoted and unescaped.</param>
/// <param name="IsQuoted">Quoted or block style: then <c>null</c>, <c>true</c> and <c>12</c> are words.</param>
public sealed record YamlScalar(string Path, int Line, int Column, string Text, bool IsQuoted) : YamlNode(Path, Line, Column)
{
    private const int ShownCharacters = 60;

    /// <summary>True for <c>key:</c>, <c>~</c> and <c>null</c> without quotes.</summary>
    public bool IsNull => !IsQuoted && (Text is "" or "~" or "null" or "Null" or "NULL");

    /// <inheritdoc/>
    public override string Describe()
    {
        if (IsNull)
            return "nothing";
        return "\"" + VisibleText.OneLine(Text, ShownCharacters) + "\"";
    }
}

/// <summary>A list.</summary>
/// <param name="Path">The key path.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Items">In order.</param>
public sealed record YamlSequence(string Path, int Line, int Column, ImmutableArray<YamlNode> Items) : YamlNode(Path, Line, Column)
{
    /// <inheritdoc/>
    public override string Describe() => Items.Length == 0 ? "an empty list" : string.Create(CultureInfo.InvariantCulture, $"a list of {Items.Length}");
}

/// <summary>Keys with values, in the order of the file.</summary>
/// <param name="Path">The key path.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Entries">No key stands twice.</param>
public sealed record YamlMapping(string Path, int Line, int Column, ImmutableArray<YamlEntry> Entries) : YamlNode(Path, Line, Column)
{
    /// <summary>The value of a key, or null when the key is not there.</summary>
    public YamlNode? Find(string key)
    {
        foreach (var entry in Entries)
        {
            if (entry.Key.Text == key)
                return entry.Value;
        }
        return null;
    }

    /// <inheritdoc/>
    public override string Describe() => Entries.Length == 0 ? "an empty group of keys" : $"a group of keys ({Entries[0].Key.Describe()}, ...)";
}

/// <summary>One key of a <see cref="YamlMapping"/>.</summary>
/// <param name="Key">The key and its place.</param>
/// <param name="Value">Its value.</param>
public sealed record YamlEntry(YamlScalar Key, YamlNode Value);
