using System.Text;
using MimeKit;
using MimeKit.Utils;

namespace Gatepost.Gateway.Policies.Edits;

/// <summary>Puts a tag in front of a subject by inserting octets after the colon: what the sender wrote, encoded or raw, stays as it is.</summary>
internal static class SubjectTag
{
    /// <summary>The octets to insert right after the colon of a Subject field, or null when the subject carries the tag already.</summary>
    /// <param name="field">The field, from its name to its last line end.</param>
    /// <param name="tag">A clean tag.</param>
    /// <param name="colon">Where the colon stands.</param>
    public static string? Insertion(ReadOnlySpan<byte> field, string tag, out int colon)
    {
        colon = field.IndexOf((byte)':');
        var value = field[(colon + 1)..];
        if (Carries(Decode(value), tag))
            return null;
        var beginsFolded = value.IsEmpty || value[0] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
        var insertion = " " + Written(tag, value) + Joint(field, tag, value, colon);
        return beginsFolded ? insertion : insertion + " ";
    }

    /// <summary>The value as a reader sees it.</summary>
    public static string Decode(ReadOnlySpan<byte> value) =>
        Rfc2047.DecodeText(ParserOptions.Default, value.ToArray()).ReplaceLineEndings("").Trim();

    /// <summary>White space between two encoded words is not shown (RFC 2047 section 6.2), so an encoded tag brings its own.</summary>
    private static string Written(string tag, ReadOnlySpan<byte> value)
    {
        if (HeaderText.IsPlain(tag))
            return tag;
        return HeaderText.EncodedWords(value.TrimStart(" \t\r\n"u8).StartsWith("=?"u8) ? tag + " " : tag);
    }

    /// <summary>A fold, where the first line would grow beyond what RFC 5322 allows.</summary>
    private static string Joint(ReadOnlySpan<byte> field, string tag, ReadOnlySpan<byte> value, int colon)
    {
        var lineEnd = field.IndexOf((byte)'\n');
        var firstLine = lineEnd < 0 ? field.Length : lineEnd;
        var text = value[..Math.Max(0, firstLine - colon - 1)].Trim(" \t\r\n"u8);
        return !text.IsEmpty && firstLine + 2 + (tag.Length * 2) > EditLimits.LineOctets ? "\r\n" : "";
    }

    /// <summary>True when the tag stands in front, or behind reply prefixes: elsewhere a sender could hide it from the reader's eye.</summary>
    private static bool Carries(string subject, string tag)
    {
        var rest = subject.AsSpan().TrimStart();
        while (!rest.StartsWith(tag, StringComparison.OrdinalIgnoreCase))
        {
            var colon = rest[..Math.Min(rest.Length, 8)].IndexOf(':');
            if (colon <= 0 || !IsReplyPrefix(rest[..colon]))
                return false;
            rest = rest[(colon + 1)..].TrimStart();
        }
        return true;
    }

    private static bool IsReplyPrefix(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
        {
            if (!char.IsLetter(c))
                return false;
        }
        return true;
    }
}
