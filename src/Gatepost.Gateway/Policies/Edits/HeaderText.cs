using System.Text;

namespace Gatepost.Gateway.Policies.Edits;

/// <summary>Writes header values: RFC 2047 where they are not plain ASCII, folded, and never with a line break that the value brought along.</summary>
internal static class HeaderText
{
    // An encoded word has at most 75 characters (RFC 2047 section 2): 12 for its frame, 60 of base64, which carry 45 octets.
    private const int EncodedWordOctets = 45;

    /// <summary>True for a field name of RFC 5322 section 2.2.</summary>
    public static bool IsFieldName(string name) =>
        name.Length is > 0 and <= 77 && !name.AsSpan().ContainsAnyExceptInRange('!', '~') && !name.Contains(':', StringComparison.Ordinal);

    /// <summary>A whole field with its CRLF.</summary>
    public static string Field(string name, string value)
    {
        var clean = Clean(value);
        return IsPlain(clean) ? Fold(name, clean) : $"{name}: {EncodedWords(clean)}\r\n";
    }

    /// <summary>The value on one line: line breaks and other control characters become spaces, which makes header injection impossible.</summary>
    public static string Clean(string value)
    {
        var clean = new StringBuilder(value.Length);
        foreach (var rune in value.EnumerateRunes())
            clean.Append(Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 ? " " : rune.ToString());
        return clean.ToString().Trim();
    }

    /// <summary>True when the text can stand as it is: printable ASCII, nothing that looks like an encoded word, no word too long to fold.</summary>
    public static bool IsPlain(string text)
    {
        if (text.AsSpan().ContainsAnyExceptInRange(' ', '~') || text.Contains("=?", StringComparison.Ordinal))
            return false;
        foreach (var word in text.AsSpan().Split(' '))
        {
            if (word.End.Value - word.Start.Value > EditLimits.LineOctets - EditLimits.FoldColumn - 2)
                return false;
        }
        return true;
    }

    /// <summary>UTF-8 encoded words, split between characters, one a line.</summary>
    public static string EncodedWords(string text)
    {
        var words = new StringBuilder();
        Span<byte> octets = stackalloc byte[EncodedWordOctets];
        var filled = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (filled + rune.Utf8SequenceLength > EncodedWordOctets)
                filled = Flush(words, octets[..filled]);
            filled += rune.EncodeToUtf8(octets[filled..]);
        }
        Flush(words, octets[..filled]);
        return words.ToString();
    }

    private static int Flush(StringBuilder words, ReadOnlySpan<byte> octets)
    {
        if (words.Length > 0)
            words.Append("\r\n ");
        words.Append("=?utf-8?B?").Append(Convert.ToBase64String(octets)).Append("?=");
        return 0;
    }

    private static string Fold(string name, string value)
    {
        var field = new StringBuilder(name).Append(':');
        var column = field.Length;
        var rest = (" " + value).AsSpan();
        while (!rest.IsEmpty)
        {
            // A token is a run of spaces and the word after it; a fold goes in front of the spaces, so that unfolding gives them back.
            var word = rest.IndexOfAnyExcept(' ');
            var length = word < 0 ? -1 : rest[word..].IndexOf(' ');
            var token = length < 0 ? rest : rest[..(word + length)];
            if (column + token.Length > EditLimits.FoldColumn && column > name.Length + 1)
            {
                field.Append("\r\n");
                column = 0;
            }
            field.Append(token);
            column += token.Length;
            rest = rest[token.Length..];
        }
        return field.Append("\r\n").ToString();
    }
}
