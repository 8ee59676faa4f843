using System.Buffers;
using System.Globalization;
using System.Text;

namespace Gatepost.Mail.Links.Urls;

/// <summary>Percent-encoding by the sets of WHATWG URL section 1.3, and back.</summary>
internal static class PercentEncoding
{
    /// <summary>What stands as it is in each.</summary>
    public static readonly SearchValues<char> Control = Allow("");
    public static readonly SearchValues<char> Fragment = Allow(" \"<>`");
    public static readonly SearchValues<char> Query = Allow(" \"#<>");
    public static readonly SearchValues<char> SpecialQuery = Allow(" \"#<>'");
    public static readonly SearchValues<char> Path = Allow(" \"#<>?^`{}");
    public static readonly SearchValues<char> User = Allow(" \"#<>?^`{}/:;=@[\\]|");

    public static void Append(StringBuilder output, ReadOnlySpan<char> text, SearchValues<char> kept)
    {
        Span<byte> octets = stackalloc byte[4];
        while (text.IndexOfAnyExcept(kept) is var found and >= 0)
        {
            output.Append(text[..found]);
            // Half a surrogate pair is U+FFFD.
            Rune.DecodeFromUtf16(text[found..], out var rune, out var length);
            foreach (var octet in octets[..rune.EncodeToUtf8(octets)])
                output.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
            text = text[(found + length)..];
        }
        output.Append(text);
    }

    /// <summary>UTF-8 of the octets, invalid ones U+FFFD. A <c>%</c> without two digits stands for itself.</summary>
    public static string Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
            return text;
        var octets = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var length = Encoding.UTF8.GetBytes(text, octets);
            var kept = 0;
            for (var index = 0; index < length; index++)
            {
                var octet = octets[index];
                if (octet == '%' && index + 2 < length && char.IsAsciiHexDigit((char)octets[index + 1]) && char.IsAsciiHexDigit((char)octets[index + 2]))
                {
                    octet = (byte)((Hex(octets[index + 1]) << 4) | Hex(octets[index + 2]));
                    index += 2;
                }
                octets[kept++] = octet;
            }
            return Encoding.UTF8.GetString(octets, 0, kept);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(octets);
        }
    }

    private static int Hex(byte digit) => char.IsAsciiDigit((char)digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static SearchValues<char> Allow(string encoded) => SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).Except(encoded)]);
}
