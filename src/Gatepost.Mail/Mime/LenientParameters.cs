using System.Buffers;
using System.Text;
using MimeKit;
using MimeKit.Utils;

namespace Gatepost.Mail.Mime;

/// <summary>
/// Finds a parameter in a field that breaks its grammar, as mail programs do: one stray parameter must not make an attachment nameless, and of two parameters of one name some programs take
/// the first and some the last. Quotes are not counted on the way to the parameter, since one that never closes would hide it. Linear in the length of the field.
/// </summary>
internal static class LenientParameters
{
    private static readonly SearchValues<byte> ValueEnd = SearchValues.Create("; \t\r\n\""u8);

    // More than anybody's program looks at; the reader of the part says so where there are more.
    private const int MostNames = 64;

    // File names that say nothing of their charset come out as Latin-1, to be recognised with those of other fields.
    private static readonly ParserOptions Undeclared = new() { CharsetEncoding = Encoding.Latin1 };

    private static ReadOnlySpan<byte> Space => " \t\r\n"u8;

    /// <summary>The first text of a parameter that names a file, see <see cref="FindNames"/>; null where there is none.</summary>
    public static string? FindName(ReadOnlySpan<byte> field, string parameter) => FindNames(field, parameter) is [var first, ..] ? first : null;

    /// <summary>
    /// Every text that a program may take for the file name: each plain parameter, encoded words decoded; each <c>*</c> of RFC 2231; the pieces of <c>*0</c>, <c>*1</c> put together. In order of
    /// appearance, each once.
    /// </summary>
    public static IReadOnlyList<string> FindNames(ReadOnlySpan<byte> field, string parameter)
    {
        var names = new List<string>();
        foreach (var value in FindAll(field, parameter))
        {
            var name = value.IsPlain ? Rfc2047.DecodeText(Undeclared, Encoding.Latin1.GetBytes(value.Text)) : value.Decoded();
            if (name.Length > 0 && !names.Contains(name))
                names.Add(name);
            if (names.Count > MostNames)
                break;
        }
        return names;
    }

    /// <summary>Every value of a parameter as it stands, percent escapes undone.</summary>
    public static List<ParameterValue> FindAll(ReadOnlySpan<byte> field, string parameter)
    {
        var values = new List<ParameterValue>();
        ParameterValue? pieces = null;
        for (var at = 0; at + parameter.Length < field.Length; at++)
        {
            if (!StartsParameter(field[at..], at == 0 ? (byte)';' : field[at - 1], parameter))
                continue;
            var rest = field[(at + parameter.Length)..];
            var mark = MarkLength(rest);
            var value = rest[mark..].TrimStart(Space);
            if (!value.StartsWith("="u8))
                continue;
            value = value[1..].TrimStart(Space);
            var text = Value(value);
            // What stands in a value without quotes begins no other: read again and again it would grow with the square. A quoted one ends where the next begins.
            if (!value.StartsWith("\""u8))
                at = field.Length - value.Length + text.Length - 1;
            if (mark == 0)
            {
                values.Add(new ParameterValue(text));
                continue;
            }
            // The pieces of a name that was cut: they begin again with the piece 0.
            if (pieces is null || mark == 1 || IsFirstPiece(rest[..mark]))
                values.Add(pieces = new ParameterValue());
            pieces.Append(text, isEscaped: rest[mark - 1] == (byte)'*');
        }
        return values;
    }

    private static bool IsFirstPiece(ReadOnlySpan<byte> mark) => mark.StartsWith("*0"u8) && (mark.Length == 2 || mark[2] == (byte)'*');

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
            // A value that was folded within its quotes.
            if (text[at] is not ((byte)'\r' or (byte)'\n'))
                value.Append((char)text[at]);
        }
        return value.ToString();
    }
}
