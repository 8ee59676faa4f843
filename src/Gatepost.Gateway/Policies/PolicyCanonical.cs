using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gatepost.Gateway.Configuration.Yaml;

namespace Gatepost.Gateway.Policies;

/// <summary>
/// The one form in which a policy is kept: known keys first and in a fixed order, the rest by alphabet; no comments, no anchors, one way to quote. Two texts that
/// differ only in spelling have the same canonical form, and so make one revision. Lists keep their order: for rules it is their meaning.
/// </summary>
public static class PolicyCanonical
{
    private static readonly string[] KeyOrder =
    [
        "gatepost-policy", "internal-domains", "next-hops", "areas", "inspectors", "delivery", "mixed-rejection", "rules",
        "name", "enabled", "comment", "to", "hosts", "host", "port", "direction", "from", "except", "route", "when", "then", "continue",
    ];

    /// <summary>Longest list that stands on one line.</summary>
    private const int LineCharacters = 100;

    /// <summary>Writes the canonical form.</summary>
    public static string Write(YamlNode root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var text = new StringBuilder();
        WriteNode(text, root, indent: 0);
        return text.ToString();
    }

    /// <summary>SHA-256 of a canonical text, lower-case hex.</summary>
    public static string Hash(string canonical) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));

    /// <summary>Recursion is bounded: the reader refused deeper nesting than <c>PolicyLimits.Yaml</c>.</summary>
    private static void WriteNode(StringBuilder text, YamlNode node, int indent)
    {
        switch (node)
        {
            case YamlMapping mapping:
                foreach (var (key, value) in Ordered(mapping))
                    WriteEntry(text, Spaces(indent), Scalar(key) + ":", value, indent);
                break;
            case YamlSequence sequence:
                foreach (var item in sequence.Items)
                    WriteItem(text, item, indent);
                break;
            default:
                text.Append(Spaces(indent)).Append(Inline(node)).Append('\n');
                break;
        }
    }

    private static void WriteEntry(StringBuilder text, string before, string label, YamlNode value, int indent)
    {
        text.Append(before).Append(label);
        if (Inline(value) is { } inline)
            text.Append(' ').Append(inline).Append('\n');
        else if (value is YamlScalar block)
            WriteBlock(text, block.Text, indent + 2);
        else
            WriteNode(text.Append('\n'), value, indent + 2);
    }

    private static void WriteItem(StringBuilder text, YamlNode item, int indent)
    {
        if (item is not YamlMapping mapping || Ordered(mapping) is not [var first, .. var rest])
        {
            WriteEntry(text, Spaces(indent), "-", item, indent);
            return;
        }
        WriteEntry(text, Spaces(indent) + "- ", Scalar(first.Key) + ":", first.Value, indent + 2);
        foreach (var (key, value) in rest)
            WriteEntry(text, Spaces(indent + 2), Scalar(key) + ":", value, indent + 2);
    }

    /// <summary>The node on one line, or null where it needs lines of its own.</summary>
    private static string? Inline(YamlNode node)
    {
        switch (node)
        {
            case YamlScalar scalar:
                return IsBlock(scalar.Text) ? null : Scalar(scalar);
            case YamlMapping mapping when Ordered(mapping).Length == 0:
                return "{}";
            case YamlSequence sequence when sequence.Items.All(item => item is YamlScalar scalar && !IsBlock(scalar.Text)):
                var line = "[" + string.Join(", ", sequence.Items.Select(item => Scalar((YamlScalar)item))) + "]";
                return line.Length <= LineCharacters ? line : null;
            default:
                return null;
        }
    }

    /// <summary>Keys without a value say nothing, and are left out; but the bare name of an action, a condition or an area says all.</summary>
    private static YamlEntry[] Ordered(YamlMapping mapping) =>
        [.. mapping.Entries.Where(entry => entry.Value is not YamlScalar { IsNull: true } || HoldsNames(mapping.Path))
            .OrderBy(entry => Array.IndexOf(KeyOrder, entry.Key.Text) is var rank and >= 0 ? rank : KeyOrder.Length)
            .ThenBy(entry => entry.Key.Text, StringComparer.Ordinal)];

    private static bool HoldsNames(string path) => path[(path.LastIndexOf('.') + 1)..].Split('[')[0] is "areas" or "then" or "when" or "all" or "any" or "not";

    private static string Spaces(int count) => new(' ', count);

    private static string Scalar(YamlScalar scalar) => scalar.IsNull ? "{}" : IsPlain(scalar.Text) ? scalar.Text : Quoted(scalar.Text);

    /// <summary>Safe without quotes for every reader: letters, digits, and signs that begin nothing in YAML.</summary>
    private static bool IsPlain(string text)
    {
        if (text.Length == 0 || !char.IsLetterOrDigit(text[0]) || text[^1] == ' ' || text is "null" or "Null" or "NULL")
            return false;
        foreach (var c in text)
        {
            if (!char.IsLetterOrDigit(c) && c is not (' ' or '.' or '_' or '@' or '/' or '+' or '-' or '(' or ')' or ';' or '=' or '*'))
                return false;
        }
        return !text.Contains(" #", StringComparison.Ordinal);
    }

    /// <summary>Several lines of visible text stand as they are, which people can read.</summary>
    private static bool IsBlock(string text) => text.Contains('\n', StringComparison.Ordinal)
        && text[0] is not (' ' or '\n') && !text.EndsWith("\n\n", StringComparison.Ordinal)
        && text.Split('\n').All(line => !line.EndsWith(' ') && !line.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF' || char.IsSurrogate(c)));

    private static void WriteBlock(StringBuilder text, string value, int indent)
    {
        var isClosed = value.EndsWith('\n');
        text.Append(isClosed ? " |\n" : " |-\n");
        foreach (var line in (isClosed ? value[..^1] : value).Split('\n'))
            text.Append(line.Length == 0 ? "" : Spaces(indent)).Append(line).Append('\n');
    }

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF' => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => c.ToString(),
            });
        }
        return quoted.Append('"').ToString();
    }
}
