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
