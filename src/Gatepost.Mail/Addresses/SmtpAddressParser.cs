using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Gatepost.Mail.Addresses;

/// <summary>
/// Reads the addresses of envelopes, in one forward pass without recursion. To be completed by the SMTP grammar
/// (source routes, address literals, SMTPUTF8, every limit of RFC 5321 section 4.5.3.1).
/// </summary>
public static class SmtpAddressParser
{
    /// <summary>RFC 5321 section 4.5.3.1.3: a path has at most 256 octets, brackets included.</summary>
    public const int MaxPathOctets = 256;

    /// <summary>Reads <c>local@domain</c> without angle brackets.</summary>
    /// <param name="text">What an administrator or a client wrote.</param>
    /// <param name="address">The address, when the text is one.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out EmailAddress? address)
    {
        address = null;
        if (string.IsNullOrEmpty(text) || text.Length > MaxPathOctets)
            return false;
        var at = text.LastIndexOf('@');
        if (at <= 0 || at == text.Length - 1)
            return false;
        address = new EmailAddress(text[..at], text[(at + 1)..]);
        return true;
    }

    /// <summary>True when the local part is no dot-string of RFC 5321 and must be quoted on the wire.</summary>
    internal static bool NeedsQuotes(string localPart)
    {
        if (localPart.Length == 0 || localPart[0] == '.' || localPart[^1] == '.' || localPart.Contains("..", StringComparison.Ordinal))
            return true;
        foreach (var c in localPart)
        {
            if (c != '.' && c < 0x80 && !char.IsAsciiLetterOrDigit(c) && !"!#$%&'*+-/=?^_`{|}~".Contains(c, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    internal static string Quote(string localPart)
    {
        var quoted = new StringBuilder(localPart.Length + 4).Append('"');
        foreach (var c in localPart)
        {
            if (c is '"' or '\\')
                quoted.Append('\\');
            quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }
}
