using System.Globalization;
using System.Net;
using System.Text;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Text;

namespace Gatepost.Mail.Links;

/// <summary>
/// The host that a browser would go to (WHATWG URL, section 4.4): backslashes are slashes, what stands before an <c>@</c> is no host, numbers in any base are an IPv4 address.
/// </summary>
internal static class LinkHost
{
    /// <summary>Lower case, A-labels, or null where the link has no host.</summary>
    public static string? Of(string url)
    {
        var rest = url.AsSpan();
        var scheme = SchemeLength(rest);
        if (scheme > 0 && !IsHierarchical(rest[..scheme]))
            return rest[..scheme].Equals("mailto", StringComparison.OrdinalIgnoreCase) ? MailDomain(rest[(scheme + 1)..]) : null;
        if (scheme > 0)
            rest = rest[(scheme + 1)..];
        else if (rest.StartsWith("www.", StringComparison.OrdinalIgnoreCase))
            return Normalise(Authority(rest));
        else if (rest.Length < 2 || rest[0] is not ('/' or '\\') || rest[1] is not ('/' or '\\'))
            return null;
        return Normalise(Authority(rest.TrimStart("/\\")));
    }

    /// <summary>Characters of the scheme before its colon, or 0 for a relative link.</summary>
    public static int SchemeLength(ReadOnlySpan<char> url)
    {
        for (var index = 0; index < url.Length; index++)
        {
            if (url[index] == ':')
                return index;
            if (!char.IsAsciiLetterOrDigit(url[index]) && url[index] is not ('+' or '-' or '.'))
                return 0;
            if (index == 0 && !char.IsAsciiLetter(url[0]))
                return 0;
        }
        return 0;
    }

    private static bool IsHierarchical(ReadOnlySpan<char> scheme) =>
        scheme.Equals("http", StringComparison.OrdinalIgnoreCase) || scheme.Equals("https", StringComparison.OrdinalIgnoreCase)
        || scheme.Equals("ftp", StringComparison.OrdinalIgnoreCase) || scheme.Equals("ws", StringComparison.OrdinalIgnoreCase)
        || scheme.Equals("wss", StringComparison.OrdinalIgnoreCase) || scheme.Equals("file", StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> Authority(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAny("/\\?#");
        var authority = end < 0 ? rest : rest[..end];
        return authority[(authority.LastIndexOf('@') + 1)..];
    }

    private static string? MailDomain(ReadOnlySpan<char> address)
    {
        var end = address.IndexOfAny("?,;>");
        var first = end < 0 ? address : address[..end];
        var at = first.LastIndexOf('@');
        return at < 0 ? null : Normalise(first[(at + 1)..]);
    }

    private static string? Normalise(ReadOnlySpan<char> hostAndPort)
    {
        if (hostAndPort.StartsWith('['))
        {
            var close = hostAndPort.IndexOf(']');
            return close > 0 && IPAddress.TryParse(hostAndPort[1..close], out var literal) ? literal.ToString() : null;
        }
        var colon = hostAndPort.IndexOf(':');
        var host = Unescape((colon < 0 ? hostAndPort : hostAndPort[..colon]).Trim());
        // 253 is the longest name of the DNS; four times that leaves room for U-labels.
        if (host.Length is 0 or > 1_012)
            return null;
        var name = DomainName.ToAscii(NormalText.Of(host).Replace('。', '.'));
        return name.Length == 0 ? null : Ipv4Of(name) ?? name;
    }

    private static string Unescape(ReadOnlySpan<char> host)
    {
        var text = host.ToString();
        var unescaped = text.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(text) : text;
        return unescaped;
    }

    /// <summary>Section 3.5: <c>0x7f.1</c>, <c>2130706433</c> and <c>0177.0.0.1</c> are all 127.0.0.1.</summary>
    private static string? Ipv4Of(string name)
    {
        var labels = name.Split('.');
        if (labels.Length > 4)
            return null;
        ulong value = 0;
        for (var index = 0; index < labels.Length; index++)
        {
            if (!TryNumber(labels[index], out var number))
                return null;
            var isLast = index == labels.Length - 1;
            var bits = isLast ? 8 * (4 - index) : 8;
            if (number >= 1UL << bits)
                return null;
            value = (value << bits) | number;
        }
        return string.Create(CultureInfo.InvariantCulture, $"{(value >> 24) & 255}.{(value >> 16) & 255}.{(value >> 8) & 255}.{value & 255}");
    }

    private static bool TryNumber(string label, out ulong number)
    {
        number = 0;
        // No number below 2^32 needs more, in any base, than some leading zeros; longer labels are names.
        if (label.Length is 0 or > 32)
            return false;
        if (label.StartsWith("0x", StringComparison.Ordinal))
            return label.Length == 2 || ulong.TryParse(label.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
        if (label[0] == '0' && label.Length > 1)
        {
            foreach (var digit in label)
            {
                if (digit is < '0' or > '7' || number > uint.MaxValue)
                    return false;
                number = (number * 8) + (ulong)(digit - '0');
            }
            return true;
        }
        return ulong.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
