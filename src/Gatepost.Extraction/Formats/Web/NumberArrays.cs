namespace Gatepost.Extraction.Formats.Web;

/// <summary>Arrays of octets in scripts: <c>[77,90,0x90,-1]</c>.</summary>
internal static class NumberArrays
{
    private const int FewestNumbers = 64;

    /// <summary>The octets of the array that begins here, or null; and where reading ended.</summary>
    public static byte[]? Read(string source, int start, out int end)
    {
        var octets = new List<byte>();
        end = start + 1;
        var rest = source.AsSpan(end);
        while (rest.IndexOfAnyExcept(" \t\r\n,") is var blanks and >= 0)
        {
            rest = rest[blanks..];
            var length = NumberLength(rest);
            if (length == 0 || !TryOctet(rest[..length], out var octet))
                break;
            octets.Add(octet);
            rest = rest[length..];
        }
        // One array within another is looked at on its own.
        end = source.Length - rest.Length;
        return octets.Count >= FewestNumbers && rest.StartsWith(']') ? [.. octets] : null;
    }

    private static int NumberLength(ReadOnlySpan<char> text)
    {
        var length = text is ['-', ..] ? 1 : 0;
        while (length < text.Length && length < 6 && (char.IsAsciiHexDigit(text[length]) || text[length] is 'x' or 'X'))
            length++;
        return length;
    }

    private static bool TryOctet(ReadOnlySpan<char> number, out byte octet)
    {
        octet = 0;
        var isHex = number.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var style = isHex ? System.Globalization.NumberStyles.AllowHexSpecifier : System.Globalization.NumberStyles.AllowLeadingSign;
        if (!int.TryParse(isHex ? number[2..] : number, style, System.Globalization.CultureInfo.InvariantCulture, out var value) || value is < -128 or > 255)
            return false;
        octet = unchecked((byte)value);
        return true;
    }
}
