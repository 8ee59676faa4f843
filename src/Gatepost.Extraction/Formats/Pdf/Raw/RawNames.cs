using System.Buffers;
using System.Text;

namespace Gatepost.Extraction.Formats.Pdf.Raw;

/// <summary>Names and strings as they stand in the octets of a document.</summary>
internal static class RawNames
{
    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\r\n\f\0"u8);

    // The longest that is looked for has a dozen; with escapes three times that.
    private const int MaxName = 127;
    private const int MaxString = 1_048_576;

    /// <summary>The name that begins after a slash, escapes undone (section 7.3.5), and where it ends.</summary>
    public static string Name(ReadOnlySpan<byte> octets, out int length)
    {
        var name = new StringBuilder();
        length = 0;
        while (length < octets.Length && name.Length < MaxName && IsRegular(octets[length]))
        {
            if (octets[length] == '#' && length + 2 < octets.Length && char.IsAsciiHexDigit((char)octets[length + 1]) && char.IsAsciiHexDigit((char)octets[length + 2]))
            {
                name.Append((char)Convert.FromHexString([(char)octets[length + 1], (char)octets[length + 2]])[0]);
                length += 3;
                continue;
            }
            name.Append((char)octets[length++]);
        }
        return name.ToString();
    }

    /// <summary>The string that stands here after blanks, or null where none does.</summary>
    public static byte[]? String(ReadOnlySpan<byte> octets, out int length)
    {
        var start = octets.IndexOfAnyExcept(Blanks);
        length = 0;
        if (start < 0)
            return null;
        if (octets[start] == '(')
            return Literal(octets[(start + 1)..], start + 1, out length);
        if (octets[start] == '<' && octets[start..] is not [(byte)'<', (byte)'<', ..])
            return Hex(octets[(start + 1)..], start + 1, out length);
        return null;
    }

    private static bool IsRegular(byte octet) => octet > ' ' && octet is not ((byte)'(' or (byte)')' or (byte)'<' or (byte)'>' or (byte)'[' or (byte)']' or (byte)'{' or (byte)'}' or (byte)'/' or (byte)'%');

    /// <summary>Section 7.3.4.2: brackets nest, and a backslash escapes.</summary>
    private static byte[] Literal(ReadOnlySpan<byte> octets, int before, out int length)
    {
        var content = new MemoryStream();
        var depth = 1;
        var index = 0;
        while (index < octets.Length && content.Length < MaxString)
        {
            var octet = octets[index++];
            if (octet == '\\')
            {
                index += Escape(octets[index..], content);
                continue;
            }
            depth += octet == '(' ? 1 : octet == ')' ? -1 : 0;
            if (depth == 0)
                break;
            content.WriteByte(octet);
        }
        length = before + index;
        return content.ToArray();
    }

    private static int Escape(ReadOnlySpan<byte> octets, MemoryStream content)
    {
        if (octets.Length == 0)
            return 0;
        if (octets[0] is >= (byte)'0' and <= (byte)'7')
        {
            var (value, digits) = (0, 0);
            while (digits < 3 && digits < octets.Length && octets[digits] is >= (byte)'0' and <= (byte)'7')
                value = (value * 8) + octets[digits++] - '0';
            content.WriteByte((byte)value);
            return digits;
        }
        if (octets[0] is (byte)'\r' or (byte)'\n')
            return octets is [(byte)'\r', (byte)'\n', ..] ? 2 : 1;
        content.WriteByte(octets[0] switch { (byte)'n' => 10, (byte)'r' => 13, (byte)'t' => 9, (byte)'b' => 8, (byte)'f' => 12, var other => other });
        return 1;
    }

    private static byte[] Hex(ReadOnlySpan<byte> octets, int before, out int length)
    {
        var end = octets.IndexOf((byte)'>');
        var digits = octets[..Math.Min(end < 0 ? octets.Length : end, MaxString)];
        length = before + (end < 0 ? octets.Length : end + 1);
        using var packed = new MemoryStream(digits.ToArray(), writable: false);
        using var stream = new Filters.HexStream(packed);
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
