using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Gatepost.Mail.Text;

/// <summary>
/// Character references of HTML (HTML standard, section 13.5), decoded as browsers do it: with or without the semicolon where the standard allows (in an
/// attribute <c>?a=1&amp;copy=2</c> holds no reference, section 13.2.5.73), numbers of windows-1252 corrected.
/// The table is read once, from the file beside this one: a name a line, <c>;</c> in front of those that need their semicolon.
/// </summary>
internal static class HtmlEntities
{
    // The longest name of the standard has 31 characters.
    private const int MaxNameLength = 31;

    private static readonly Lazy<Table> Names = new(Load);

    // HTML standard, section 13.2.5.80: what 0x80 to 0x9F mean, since everybody writes them in windows-1252.
    private const string WindowsControls = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

    /// <summary>Appends text with its references decoded. Linear.</summary>
    public static void AppendDecoded(StringBuilder output, ReadOnlySpan<char> text) => AppendDecoded(output, text, isAttribute: false);

    private static void AppendDecoded(StringBuilder output, ReadOnlySpan<char> text, bool isAttribute)
    {
        while (text.IndexOf('&') is var at and >= 0)
        {
            output.Append(text[..at]);
            var length = AppendReference(output, text[at..], isAttribute);
            if (length == 0)
            {
                output.Append('&');
                length = 1;
            }
            text = text[(at + length)..];
        }
        output.Append(text);
    }

    /// <summary>Decodes the value of an attribute, as it is when it has no reference.</summary>
    public static string DecodeAttribute(ReadOnlySpan<char> text)
    {
        if (!text.Contains('&'))
            return text.ToString();
        var output = new StringBuilder(text.Length);
        AppendDecoded(output, text, isAttribute: true);
        return output.ToString();
    }

    private static int AppendReference(StringBuilder output, ReadOnlySpan<char> text, bool isAttribute) =>
        text.Length > 2 && text[1] == '#' ? AppendNumber(output, text) : AppendName(output, text, isAttribute);

    private static int AppendNumber(StringBuilder output, ReadOnlySpan<char> text)
    {
        var isHex = text[2] is 'x' or 'X';
        var digits = text[(isHex ? 3 : 2)..];
        var count = 0;
        var value = 0;
        while (count < digits.Length && (isHex ? char.IsAsciiHexDigit(digits[count]) : char.IsAsciiDigit(digits[count])))
        {
            // Kept just above the last code point: a number of a million digits must neither overflow nor come round.
            value = Math.Min((value * (isHex ? 16 : 10)) + HexValue(digits[count]), 0x110000);
            count++;
        }
        if (count == 0)
            return 0;
        AppendCodePoint(output, value);
        var length = (isHex ? 3 : 2) + count;
        return length < text.Length && text[length] == ';' ? length + 1 : length;
    }

    private static int HexValue(char digit) => char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static void AppendCodePoint(StringBuilder output, int value)
    {
        if (value is >= 0x80 and <= 0x9f)
            output.Append(WindowsControls[value - 0x80]);
        else
            output.Append(value != 0 && Rune.TryCreate(value, out var rune) ? rune.ToString() : "\ufffd");
    }

    private static int AppendName(StringBuilder output, ReadOnlySpan<char> text, bool isAttribute)
    {
        var length = 1;
        while (length < text.Length && length <= MaxNameLength && char.IsAsciiLetterOrDigit(text[length]))
            length++;
        var name = text[1..length];
        if (length < text.Length && text[length] == ';' && Names.Value.All.TryGetValue(name, out var value))
        {
            output.Append(value);
            return length + 1;
        }
        for (; name.Length >= 2; name = name[..^1])
        {
            if (Names.Value.Legacy.TryGetValue(name, out value))
            {
                var next = name.Length + 1 < text.Length ? text[name.Length + 1] : ' ';
                if (isAttribute && (next == '=' || char.IsAsciiLetterOrDigit(next)))
                    return 0;
                output.Append(value);
                return name.Length + 1;
            }
        }
        return 0;
    }

    private static Table Load()
    {
        using var stream = typeof(HtmlEntities).Assembly.GetManifestResourceStream("Gatepost.Mail.Text.HtmlEntities.txt")!;
        using var reader = new StreamReader(stream);
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        var legacy = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split(' ');
            var name = fields[0].TrimStart(';');
            var value = string.Concat(fields[1..].Select(code => new Rune(int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString()));
            all[name] = value;
            if (fields[0][0] != ';')
                legacy[name] = value;
        }
        return new Table(all, legacy);
    }

    private sealed class Table(Dictionary<string, string> all, Dictionary<string, string> legacy)
    {
        public FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> All { get; } =
            all.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

        public FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Legacy { get; } =
            legacy.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }
}
