using System.Text;

namespace Gatepost.Extraction.Formats.Web;

/// <summary>Decodes as browsers do, and looser: what is no digit is passed over, the end may be missing.</summary>
internal static class LooseBase64
{
    /// <summary>Base64 in the usual or the URL alphabet (RFC 4648).</summary>
    public static byte[] Decode(ReadOnlySpan<char> text)
    {
        var octets = new byte[(text.Length / 4 * 3) + 3];
        var (count, bits, value) = (0, 0, 0);
        foreach (var letter in text)
        {
            if (letter == '=')
                break;
            var digit = Digit(letter);
            if (digit < 0)
                continue;
            value = ((value << 6) | digit) & 0xffffff;
            bits += 6;
            if (bits >= 8)
            {
                bits -= 8;
                octets[count++] = (byte)(value >> bits);
            }
        }
        return octets[..count];
    }

    /// <summary>Escapes of RFC 3986, and those of four digits that <c>unescape</c> takes.</summary>
    public static byte[] Percent(ReadOnlySpan<char> text)
    {
        using var octets = new MemoryStream(text.Length);
        Span<byte> letters = stackalloc byte[4];
        while (text.Length > 0)
        {
            if (text is ['%', 'u' or 'U', ..] && text.Length >= 6 && TryHex(text.Slice(2, 4), out var unit))
            {
                octets.Write(letters[..Encoding.UTF8.GetBytes([(char)unit], letters)]);
                text = text[6..];
            }
            else if (text[0] == '%' && text.Length >= 3 && TryHex(text.Slice(1, 2), out var octet))
            {
                octets.WriteByte((byte)octet);
                text = text[3..];
            }
            else
            {
                octets.Write(letters[..Encoding.UTF8.GetBytes(text[..1], letters)]);
                text = text[1..];
            }
        }
        return octets.ToArray();
    }

    public static bool TryHex(ReadOnlySpan<char> digits, out int value) =>
        int.TryParse(digits, System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out value);

    private static int Digit(char letter) => letter switch
    {
        >= 'A' and <= 'Z' => letter - 'A',
        >= 'a' and <= 'z' => letter - 'a' + 26,
        >= '0' and <= '9' => letter - '0' + 52,
        '+' or '-' => 62,
        '/' or '_' => 63,
        _ => -1,
    };
}
