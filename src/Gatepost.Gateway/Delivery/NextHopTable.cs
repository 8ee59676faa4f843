using System.Collections.Immutable;
using Gatepost.Mail.Addresses;

namespace Gatepost.Gateway.Delivery;

/// <summary>The next-hop routes of a policy, most specific first: address, exact domain, subdomain pattern, <c>*</c>.</summary>
public sealed class NextHopTable
{
    /// <summary>Makes a table of routes that were validated before.</summary>
    public NextHopTable(IEnumerable<NextHopRoute> routes) => Routes = [.. routes];

    /// <summary>As the policy lists them.</summary>
    public ImmutableArray<NextHopRoute> Routes { get; }

    /// <summary>The route of a recipient, or null when none matches (5.4.4, unable to route).</summary>
    public NextHopRoute? Find(EmailAddress recipient)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        NextHopRoute? best = null;
        var bestRank = 0;
        foreach (var route in Routes)
        {
            var rank = Rank(route, recipient);
            if (rank > bestRank)
                (best, bestRank) = (route, rank);
        }
        return best;
    }

    private static int Rank(NextHopRoute route, EmailAddress recipient)
    {
        if (route.To == "*")
            return 1;
        if (route.To.Contains('@', StringComparison.Ordinal))
            return SmtpAddressParser.TryParse(route.To, out var address) && address.Equals(recipient) ? 1000 : 0;
        var domain = DomainName.ToAscii(recipient.Domain);
        if (route.To.StartsWith("*.", StringComparison.Ordinal))
        {
            var parent = DomainName.ToAscii(route.To[2..]);
            return domain.EndsWith("." + parent, StringComparison.Ordinal) ? 1 + Math.Min(parent.Length, 400) : 0;
        }
        return DomainName.ToAscii(route.To) == domain ? 500 : 0;
    }
}

/// <summary>Where the mail of some recipients goes. Exactly one of <see cref="Hosts"/>, <see cref="UseMx"/> and <see cref="Maildir"/> is set.</summary>
public sealed record NextHopRoute
{
    /// <summary>Address, domain, <c>*.domain</c> or <c>*</c>.</summary>
    public required string To { get; init; }

    /// <summary>Static next hops with preference; equal preferences are tried in random order, lower ones first.</summary>
    public ImmutableArray<NextHopHost> Hosts { get; init; } = [];

    /// <summary>Look up MX, else A and AAAA, of the recipient's domain (RFC 5321 section 5).</summary>
    public bool UseMx { get; init; }

    /// <summary>A Maildir folder, relative to the data folder or absolute.</summary>
    public string? Maildir { get; init; }

    /// <summary>The STARTTLS rule for these next hops.</summary>
    public NextHopTls Tls { get; init; }
}

/// <summary>A static next hop.</summary>
/// <param name="Host">Name or address literal.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="Preference">Lower is tried first, as with MX.</param>
public sealed record NextHopHost(string Host, int Port = 25, int Preference = 10);

/// <summary>STARTTLS towards a next hop.</summary>
public enum NextHopTls
{
    /// <summary>When offered; an unverified certificate does not matter, and a failed handshake falls back to plain text on a new connection.</summary>
    Opportunistic = 0,

    /// <summary>Never.</summary>
    Off,

    /// <summary>Or no delivery.</summary>
    Required,
}
