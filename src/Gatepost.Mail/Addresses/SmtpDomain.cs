using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gatepost.Mail.Addresses;

/// <summary>The grammar of domains and address literals in SMTP commands (RFC 5321 sections 4.1.2 and 4.1.3).</summary>
internal static class SmtpDomain
{
    /// <summary>RFC 5321 section 4.5.3.1.2.</summary>
    internal const int MaxOctets = 255;

    /// <summary>RFC 1035 section 2.3.4.</summary>
    private const int MaxLabelOctets = 63;

    /// <summary>
    /// Letters, digits, hyphens and underscores in labels of 1 to 63 octets, or U-labels that IDNA can turn into such. A final dot is refused:
    /// policy and routing must never see two spellings of one domain.
    /// </summary>
    internal static bool IsDomain(ReadOnlySpan<char> domain)
    {
        if (domain.IsEmpty || domain.Length > MaxOctets)
            return false;
        return Ascii.IsValid(domain) ? AreLabels(domain) : IsUnicodeDomain(domain);
    }

    /// <summary><c>[192.0.2.1]</c> or <c>[IPv6:2001:db8::1]</c>; other tags of RFC 5321 were never registered.</summary>
    internal static bool IsAddressLiteral(ReadOnlySpan<char> literal)
    {
        if (literal.Length < 3 || literal[0] != '[' || literal[^1] != ']')
            return false;
        var inner = literal[1..^1];
        return inner.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase) ? IsIPv6(inner[5..]) : IsIPv4(inner);
    }

    /// <summary>
    /// What may stand after HELO and EHLO. As lenient as Postfix, since real clients send their Windows names; but nothing that could open a comment
    /// or a new line in a Received header.
    /// </summary>
    internal static bool IsHelloName(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || name.Length > MaxOctets)
            return false;
        foreach (var c in name)
        {
            if (c is <= ' ' or > '~' or '(' or ')' or '<' or '>' or '"' or '\\' or ';' or ',')
                return false;
        }
        return true;
    }

    /// <summary>
    /// Control characters, line and paragraph separators, direction overrides, and halves of surrogate pairs that a broken client may send:
    /// none belongs into an address, a log line or a page.
    /// </summary>
    internal static bool IsUnsafe(char c) =>
        char.IsControl(c)
        || c is '\u2028' or '\u2029' or '\u200e' or '\u200f' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069')
            or '\ufeff' or '\ufffd';

    private static bool AreLabels(ReadOnlySpan<char> domain)
    {
        foreach (var range in domain.Split('.'))
        {
            var label = domain[range];
            if (label.IsEmpty || label.Length > MaxLabelOctets || label[0] == '-' || label[^1] == '-')
                return false;
            foreach (var c in label)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
                    return false;
            }
        }
        return true;
    }

    private static bool IsUnicodeDomain(ReadOnlySpan<char> domain)
    {
        foreach (var c in domain)
        {
            // The ideographic full stops that IDNA takes for dots would let a domain hide its labels.
            if (IsUnsafe(c) || char.IsWhiteSpace(c) || c is '\u3002' or '\uff0e' or '\uff61')
                return false;
        }
        var ascii = DomainName.ToAscii(domain.ToString());
        return ascii.Length <= MaxOctets && Ascii.IsValid(ascii) && AreLabels(ascii);
    }

    /// <summary>Four decimal numbers without leading zeros, which some readers take for octal.</summary>
    private static bool IsIPv4(ReadOnlySpan<char> text)
    {
        var numbers = 0;
        foreach (var range in text.Split('.'))
        {
            var number = text[range];
            // The number parser of .NET passes over NULs at the end.
            if (++numbers > 4 || number.Length is 0 or > 3 || (number.Length > 1 && number[0] == '0') || number.ContainsAnyExceptInRange('0', '9')
                || !byte.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                return false;
        }
        return numbers == 4;
    }

    private static bool IsIPv6(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigit(c) && c is not (':' or '.'))
                return false;
        }
        return IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;
    }
}
