using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Dns;
using Gatepost.Mail.Smtp.Client;

namespace Gatepost.Gateway.Delivery.Routing;

/// <summary>The hosts to try, in order; or why there are none.</summary>
/// <param name="Hops">Best first.</param>
/// <param name="Failure">Set when <paramref name="Hops"/> is empty.</param>
internal readonly record struct NextHopList(ImmutableArray<SmtpNextHop> Hops, SmtpOutcome? Failure)
{
    public static NextHopList None(SmtpOutcome failure) => new([], failure);
}

/// <summary>Finds the hosts of a destination: the static ones of its route, or those that DNS names. Thread-safe.</summary>
internal sealed class NextHopResolver(IDnsResolver dns, MxResolver mx, DeliveryLimits limits, Random random)
{
    public async ValueTask<NextHopList> ResolveAsync(Destination destination, CancellationToken cancellationToken)
    {
        if (destination.Domain is { } domain)
            return await mx.ResolveAsync(domain, cancellationToken);
        var hosts = destination.Route!.Hosts.ToArray();
        random.Shuffle(hosts);
        var hops = ImmutableArray.CreateBuilder<SmtpNextHop>();
        SmtpOutcome? failure = null;
        foreach (var host in hosts.OrderBy(host => host.Preference))
        {
            if (host.SocketPath is { } path)
            {
                hops.Add(new SmtpNextHop(host.Host, new UnixDomainSocketEndPoint(path)));
                continue;
            }
            var answer = await AddressesOfAsync(host.Host, cancellationToken);
            foreach (var address in answer.Records)
                hops.Add(new SmtpNextHop(host.Host, new IPEndPoint(address, host.Port)));
            if (answer.Status != DnsStatus.Success)
                failure = NoAddress(host.Host, answer);
        }
        return hops.Count == 0
            ? NextHopList.None(failure ?? SmtpOutcome.Deferred(3, 5, "the route names no hosts"))
            : new([.. hops.Take(limits.AddressesPerAttempt)], null);
    }

    private async ValueTask<DnsAnswer<IPAddress>> AddressesOfAsync(string host, CancellationToken cancellationToken)
    {
        if (AddressLiteral.TryParse(host, out var literal))
            return new(DnsStatus.Success, [literal]);
        // RFC 6761 section 6.3: localhost is never asked of DNS.
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            ? new(DnsStatus.Success, [IPAddress.Loopback, IPAddress.IPv6Loopback])
            : await dns.ResolveAddressesAsync(host, cancellationToken);
    }

    /// <summary>A host that the administrator named may get its address any time: never a reason to give mail up.</summary>
    private static SmtpOutcome NoAddress(string host, DnsAnswer<IPAddress> answer) => SmtpOutcome.Deferred(
        4, 3, answer.Status == DnsStatus.Failed ? $"the address of next hop {host} cannot be looked up: {answer.Error}" : $"next hop {host} has no address in DNS");
}
