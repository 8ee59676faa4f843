using System.Buffers;
using System.Text;
using MimeKit.Utils;

namespace Gatepost.Mail.Mime;

/// <summary>
/// Finds a file name in a field that breaks its grammar, as mail programs do: one stray parameter must not make an attachment nameless. Quotes are not counted on the way to the
/// parameter, since one that never closes would hide it. Linear in the length of the field.
/// </summary>
internal static class LenientParameters
{
    private static readonly SearchValues<byte> ValueEnd = SearchValues.Create("; \t\r\n\""u8);

    private static ReadOnlySpan<byte> Space => " \t\r\n"u8;

    /// <summary>The value of a parameter, RFC 2231 pieces put together and encodings undone; null where there is none. Undeclared octets come out as Latin-1.</summary>
    public static string? Find(ReadOnlySpan<byte> field, string parameter)
    {
        var pieces = new StringBuilder();
        for (var at = 0; at + parameter.Length < field.Length; at++)
        {
            if (!StartsParameter(field[at..], at == 0 ? (byte)';' : field[at - 1], parameter))
                continue;
            var rest = field[(at + parameter.Length)..];
            var mark = MarkLength(rest);
            var value = rest[mark..].TrimStart(Space);
            if (!value.StartsWith("="u8))
                continue;
            var text = Value(value[1..].TrimStart(Space));
            if (mark == 0 && pieces.Length == 0)
                return Rfc2047.DecodeText(Encoding.Latin1.GetBytes(text));
            if (mark > 0)
                pieces.Append(rest[mark - 1] == (byte)'*' ? Unescape(text) : text);
        }
        return pieces.Length == 0 ? null : pieces.ToString();
    }

    /// <summary>Where no other token ends: <c>name</c> is not looked for in <c>filename</c>.</summary>
    private static bool StartsParameter(ReadOnlySpan<byte> field, byte before, string parameter) =>
        !char.IsAsciiLetterOrDigit((char)before) && before is not ((byte)'-' or (byte)'_')
        && Ascii.EqualsIgnoreCase(field[..parameter.Length], parameter);

    /// <summary>The <c>*</c>, <c>*0</c> or <c>*0*</c> of RFC 2231 behind a name.</summary>
    private static int MarkLength(ReadOnlySpan<byte> rest)
    {
        var length = 0;
        while (length < rest.Length && (rest[length] == (byte)'*' || (length > 0 && char.IsAsciiDigit((char)rest[length]))))
            length++;
        return length;
    }

    private static string Value(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("\""u8))
            return Encoding.Latin1.GetString(text.IndexOfAny(ValueEnd) is var end and >= 0 ? text[..end] : text);
        var value = new StringBuilder();
        for (var at = 1; at < text.Length && text[at] != (byte)'"'; at++)
        {
            if (text[at] == (byte)'\\' && at + 1 < text.Length)
                at++;
            value.Append((char)text[at]);
        }
        return value.ToString();
    }

    /// <summary>Without charset and language, percent escapes undone; the octets stay Latin-1, to be recognised with those of other names.</summary>
    private static string Unescape(string text)
    {
        var start = text.IndexOf('\'', StringComparison.Ordinal) is var first and >= 0 && text.IndexOf('\'', first + 1) is var second and >= 0 ? second + 1 : 0;
        var value = new StringBuilder();
        for (var at = start; at < text.Length; at++)
        {
            if (text[at] == '%' && at + 2 < text.Length && char.IsAsciiHexDigit(text[at + 1]) && char.IsAsciiHexDigit(text[at + 2]))
            {
                value.Append((char)Convert.ToByte(text.Substring(at + 1, 2), 16));
                at += 2;
            }
            else
            {
                value.Append(text[at]);
            }
        }
        return value.ToString();
    }
}
