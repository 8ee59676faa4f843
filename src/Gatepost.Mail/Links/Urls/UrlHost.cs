using System.Buffers;
using System.Globalization;
using System.Text;

namespace Gatepost.Mail.Links.Urls;

/// <summary>The host of a URL (WHATWG URL sections 3.3 to 3.5): a name, an IPv4 address however it is written, an IPv6 address in brackets, or the opaque word of a scheme that browsers do not know.</summary>
internal static class UrlHost
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("\0\t\n\r #/:<>?@[\\]^|");
    private static readonly SearchValues<char> ForbiddenInDomain =
        SearchValues.Create(string.Concat(Enumerable.Range(0, 0x20).Select(code => (char)code)) + " #/:<>?@[\\]^|%\u007f");

    /// <summary>The host as it is written in the canonical URL, or null where it is none.</summary>
    public static string? Parse(string text, bool isSpecial)
    {
        if (text.StartsWith('['))
            return text.EndsWith(']') && Ipv6Text.Parse(text.AsSpan(1, text.Length - 2)) is { } address ? $"[{address}]" : null;
        if (!isSpecial)
            return Opaque(text);
        var ascii = InternationalName.ToAscii(PercentEncoding.Decode(text));
        if (string.IsNullOrEmpty(ascii) || ascii.AsSpan().ContainsAny(ForbiddenInDomain))
            return null;
        return EndsInNumber(ascii) ? Ipv4(ascii) : ascii;
    }

    private static string? Opaque(string text)
    {
        if (text.AsSpan().ContainsAny(Forbidden))
            return null;
        var output = new StringBuilder(text.Length);
        PercentEncoding.Append(output, text, PercentEncoding.Control);
        return output.ToString();
    }

    private static bool EndsInNumber(string name)
    {
        var rest = name.EndsWith('.') ? name.AsSpan(0, name.Length - 1) : name;
        var last = rest[(rest.LastIndexOf('.') + 1)..];
        return last.Length > 0 && (!last.ContainsAnyExceptInRange('0', '9') || (last.StartsWith("0x", StringComparison.Ordinal) && TryNumber(last, out _)));
    }

    private static string? Ipv4(string name)
    {
        var parts = (name.EndsWith('.') ? name[..^1] : name).Split('.');
        if (parts.Length > 4)
            return null;
        ulong value = 0;
        for (var index = 0; index < parts.Length; index++)
        {
            var bits = index == parts.Length - 1 ? 8 * (4 - index) : 8;
            if (!TryNumber(parts[index], out var number) || number >= 1UL << bits)
                return null;
            value = (value << bits) | number;
        }
        return string.Create(CultureInfo.InvariantCulture, $"{(value >> 24) & 255}.{(value >> 16) & 255}.{(value >> 8) & 255}.{value & 255}");
    }

    /// <summary>Section 3.5, IPv4 number parser; what is beyond 32 bits is kept just above them.</summary>
    private static bool TryNumber(ReadOnlySpan<char> text, out ulong number)
    {
        number = 0;
        if (text.Length == 0)
            return false;
        var radix = 10u;
        var skipped = 0;
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            (radix, skipped) = (16, 2);
        else if (text.Length > 1 && text[0] == '0')
            (radix, skipped) = (8, 1);
        foreach (var letter in text[skipped..])
        {
            var digit = char.IsAsciiDigit(letter) ? letter - '0' : char.IsAsciiHexDigit(letter) ? (letter | 0x20) - 'a' + 10 : 99;
            if (digit >= radix)
                return false;
            number = Math.Min((number * radix) + (ulong)digit, 1UL << 33);
        }
        return true;
    }
}
