using System.Net;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Addresses;

namespace Gatepost.Gateway.Delivery.Routing;

/// <summary>Where mail goes together: one queue, one set of connections, one back-off.</summary>
/// <param name="Key">Everything that tells it from others; a changed route is another destination.</param>
/// <param name="Name">For people.</param>
/// <param name="Route">The next-hop route, or null where there is none (rejected or unroutable mail).</param>
/// <param name="Domain">The domain to look up, for MX routes.</param>
internal sealed record Destination(string Key, string Name, NextHopRoute? Route, string? Domain)
{
    /// <summary>True when DNS, which is a stranger's, says where it is.</summary>
    public bool IsStranger => Domain is not null;

    /// <summary>Recipients that no route matches.</summary>
    public static Destination Unroutable { get; } = new("none", "no route", null, null);

    /// <summary>Rejected after its 250: only a DSN is to be written.</summary>
    public static Destination Rejected { get; } = new("rejected", "rejected by policy", null, null);

    /// <summary>
    /// The next hop that a front named. On the machine itself nobody listens in between; elsewhere TLS is used when it is offered.
    /// </summary>
    public static Destination OfFront(SpoolNextHop hop)
    {
        var isHere = hop.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (AddressLiteral.TryParse(hop.Host, out var address) && IPAddress.IsLoopback(address));
        var route = new NextHopRoute { To = "*", Hosts = [new NextHopHost(hop.Host, hop.Port)], Tls = isHere ? NextHopTls.Off : NextHopTls.Opportunistic };
        return new($"front {hop}", hop.ToString(), route, null);
    }

    /// <summary>The destination of a recipient.</summary>
    public static Destination Of(SpoolCopy copy, EmailAddress recipient, NextHopTable table)
    {
        if (copy.Outcome == SpoolOutcome.Bounce)
            return Rejected;
        if (copy.NextHop is { } hop)
            return OfFront(hop);
        if (table.Find(recipient) is not { } route)
            return Unroutable;
        if (route.UseMx)
        {
            var domain = DomainName.ToAscii(recipient.Domain);
            return new($"{domain}|{route.Key}", domain, route, domain);
        }
        return new(route.Key, route.Maildir ?? string.Join(' ', route.Hosts.Select(host => host.Place)), route, null);
    }
}
