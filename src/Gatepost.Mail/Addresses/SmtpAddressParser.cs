using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Gatepost.Mail.Addresses;

/// <summary>
/// Reads the addresses of envelopes (RFC 5321 section 4.1.2, RFC 6531 section 3.3) in one forward pass, without recursion; what is too long is
/// refused before it is read. Two liberties are taken, both because real mail needs them: dots of a local part may stand together or at its
/// ends (Japanese carriers gave such addresses out), and its 64 octets are a floor, as RFC 5321 section 4.5.3.1 has it, not a ceiling (VERP
/// and SRS exceed them); the path's 256 octets are the bound.
/// </summary>
public static class SmtpAddressParser
{
    /// <summary>RFC 5321 section 4.5.3.1.3: a path has at most 256 octets, brackets included.</summary>
    public const int MaxPathOctets = 256;

    private const string AtomSpecials = "!#$%&'*+-/=?^_`{|}~";

    /// <summary>Reads <c>local@domain</c> without angle brackets; Unicode is welcome.</summary>
    /// <param name="text">What an administrator or a client wrote.</param>
    /// <param name="address">The address, when the text is one.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out EmailAddress? address)
    {
        address = null;
        if (string.IsNullOrEmpty(text) || text.Length > MaxPathOctets || Encoding.UTF8.GetByteCount(text) > MaxPathOctets - 2)
            return false;
        if (ParseMailbox(text, 0, out var mailbox, out var end) is null && end == text.Length)
            address = mailbox;
        return address is not null;
    }

    /// <summary>
    /// Reads a path at the start of <paramref name="text"/>: <c>&lt;&gt;</c>, <c>&lt;Postmaster&gt;</c> or <c>&lt;[@a,@b:]local@domain&gt;</c>; the
    /// source route is dropped.
    /// </summary>
    internal static SmtpPath ParsePath(string text)
    {
        if (text.Length == 0 || text[0] != '<')
            return SmtpPath.Wrong("the address must stand in angle brackets");
        if (text.Length > MaxPathOctets && !IsClosedInTime(text))
            return SmtpPath.Wrong("the address is longer than 256 octets");
        if (text.StartsWith("<>", StringComparison.Ordinal))
            return new SmtpPath(null, 2, null);
        if (text.StartsWith("<postmaster>", StringComparison.OrdinalIgnoreCase))
            return new SmtpPath(new EmailAddress(text[1..11], ""), 12, null);
        if (SkipSourceRoute(text, 1, out var start) is { } routeProblem)
            return SmtpPath.Wrong(routeProblem);
        if (ParseMailbox(text, start, out var address, out var end) is { } problem)
            return SmtpPath.Wrong(problem);
        if (end >= text.Length || text[end] != '>')
            return SmtpPath.Wrong("the closing angle bracket is missing");
        return Encoding.UTF8.GetByteCount(text.AsSpan(0, end + 1)) > MaxPathOctets
            ? SmtpPath.Wrong("the address is longer than 256 octets")
            : new SmtpPath(address, end + 1, null);
    }

    /// <summary>True when the local part is no dot-string of RFC 5321 and must be quoted on the wire.</summary>
    internal static bool NeedsQuotes(string localPart)
    {
        if (localPart.Length == 0 || localPart[0] == '.' || localPart[^1] == '.' || localPart.Contains("..", StringComparison.Ordinal))
            return true;
        foreach (var c in localPart)
        {
            if (c != '.' && !IsAtom(c))
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

    private static bool IsClosedInTime(string text) => text.AsSpan(0, MaxPathOctets).Contains('>');

    /// <summary>RFC 5321 appendix C: a route is read and ignored, so that nobody relays by it.</summary>
    private static string? SkipSourceRoute(string text, int start, out int end)
    {
        end = start;
        if (start >= text.Length || text[start] != '@')
            return null;
        var colon = text.IndexOf(':', start);
        if (colon < 0)
            return "the source route has no end";
        foreach (var hop in text.AsSpan(start, colon - start).Split(','))
        {
            var host = text.AsSpan(start, colon - start)[hop];
            if (host.Length < 2 || host[0] != '@' || !SmtpDomain.IsDomain(host[1..]))
                return "the source route is malformed";
        }
        end = colon + 1;
        return null;
    }

    private static string? ParseMailbox(string text, int start, out EmailAddress? address, out int end)
    {
        address = null;
        var problem = start < text.Length && text[start] == '"'
            ? ReadQuotedLocalPart(text, start, out var local, out end)
            : ReadDotString(text, start, out local, out end);
        if (problem is not null)
            return problem;
        if (end >= text.Length || text[end] != '@')
            return "after the local part an @ was expected";
        var domainStart = ++end;
        end = FindDomainEnd(text, domainStart);
        var domain = text[domainStart..end];
        if (domain.Length > 0 && domain[0] == '[' ? !SmtpDomain.IsAddressLiteral(domain) : !SmtpDomain.IsDomain(domain))
            return "the domain is malformed";
        address = new EmailAddress(local, domain);
        return null;
    }

    private static int FindDomainEnd(string text, int start)
    {
        var length = text.AsSpan(start).IndexOfAny('>', ' ', '<');
        return length < 0 ? text.Length : start + length;
    }

    private static string? ReadDotString(string text, int start, out string local, out int end)
    {
        end = start;
        while (end < text.Length && (text[end] == '.' || IsAtom(text[end])))
            end++;
        local = text[start..end];
        return end == start ? "the local part is missing or holds a character that needs quotes" : null;
    }

    private static string? ReadQuotedLocalPart(string text, int start, out string local, out int end)
    {
        var plain = new StringBuilder();
        local = "";
        for (end = start + 1; end < text.Length; end++)
        {
            var c = text[end];
            if (c == '"')
            {
                local = plain.ToString();
                end++;
                return null;
            }
            if (c == '\\' && ++end < text.Length)
                c = text[end];
            if (c < ' ' || (c > '~' && !IsUnicodeText(c)))
                return "the quoted local part holds a control character";
            plain.Append(c);
        }
        return "the quoted local part has no end";
    }

    private static bool IsAtom(char c) =>
        char.IsAsciiLetterOrDigit(c) || (c < 0x80 ? AtomSpecials.Contains(c, StringComparison.Ordinal) : IsUnicodeText(c));

    private static bool IsUnicodeText(char c) => c >= 0x80 && !SmtpDomain.IsUnsafe(c);
}

/// <summary>What <see cref="SmtpAddressParser.ParsePath"/> read.</summary>
/// <param name="Address">The mailbox; null for <c>&lt;&gt;</c>.</param>
/// <param name="Length">Characters of the path, from <c>&lt;</c> to <c>&gt;</c>.</param>
/// <param name="Problem">What is wrong, in words that end a sentence; null when nothing is.</param>
internal readonly record struct SmtpPath(EmailAddress? Address, int Length, string? Problem)
{
    internal static SmtpPath Wrong(string problem) => new(null, 0, problem);
}
