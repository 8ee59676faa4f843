using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Dns;
using Gatepost.Mail.Smtp.Client;

namespace Gatepost.Gateway.Delivery.Routing;

/// <summary>
/// Finds the mail servers of a domain by the rules of RFC 5321 section 5.1. What DNS says comes from strangers: it cannot send us to ourselves. Thread-safe.
/// </summary>
/// <param name="dns">The resolver.</param>
/// <param name="hostName">Our own name, as it would stand in an MX record.</param>
/// <param name="limits">Bounds.</param>
/// <param name="random">Shuffles equal preferences; must be thread-safe.</param>
internal sealed class MxResolver(IDnsResolver dns, string hostName, DeliveryLimits limits, Random random)
{
    private const int SmtpPort = 25;
    private readonly string _self = DomainName.ToAscii(hostName);

    public async ValueTask<NextHopList> ResolveAsync(string domain, CancellationToken cancellationToken)
    {
        if (AddressLiteral.IsBracketed(domain))
            return Literal(domain);
        var answer = await dns.ResolveMxAsync(domain, cancellationToken);
        return answer.Status switch
        {
            DnsStatus.Success => await ExchangesAsync(domain, answer.Records, cancellationToken),
            DnsStatus.NoRecords => await ImplicitAsync(domain, cancellationToken),
            DnsStatus.NoSuchName => NoSuchDomain(domain),
            _ => NextHopList.None(SmtpOutcome.Deferred(4, 3, $"the mail servers of {domain} cannot be looked up: {answer.Error}")),
        };
    }

    private static NextHopList Literal(string domain)
    {
        if (!AddressLiteral.TryParse(domain, out var address))
            return NextHopList.None(SmtpOutcome.Failed(1, 3, $"{domain} is no address literal"));
        return AddressLiteral.IsPublicTarget(address)
            ? new([new SmtpNextHop(address.ToString(), new IPEndPoint(address, SmtpPort))], null)
            : NextHopList.None(SmtpOutcome.Failed(4, 4, $"{domain} is an address that no mail is sent to"));
    }

    private async ValueTask<NextHopList> ExchangesAsync(string domain, ImmutableArray<MxRecord> records, CancellationToken cancellationToken)
    {
        // RFC 7505: a single MX with an empty host says that the domain takes no mail; beside others it says nothing.
        var named = records.Where(record => record.Host.TrimEnd('.').Length > 0).ToArray();
        if (named.Length == 0)
            return NextHopList.None(SmtpOutcome.Failed(1, 10, $"{domain} says that it takes no mail (null MX)"));
        random.Shuffle(named);
        Array.Sort(named.Select((record, place) => (record.Preference, place)).ToArray(), named);
        var own = Array.FindIndex(named, record => DomainName.ToAscii(record.Host) == _self);
        if (own >= 0)
            named = [.. named.TakeWhile(record => record.Preference < named[own].Preference)];
        return named.Length == 0
            ? NextHopList.None(SmtpOutcome.Failed(4, 6, $"{domain} names this gateway ({_self}) as its best mail server, and no route says where its mail goes: it would loop"))
            : await AddressesAsync(domain, named.Select(record => record.Host), cancellationToken);
    }

    private async ValueTask<NextHopList> ImplicitAsync(string domain, CancellationToken cancellationToken)
    {
        if (DomainName.ToAscii(domain) == _self)
            return NextHopList.None(SmtpOutcome.Failed(4, 6, $"{domain} is this gateway itself, and no route says where its mail goes: it would loop"));
        return await AddressesAsync(domain, [domain], cancellationToken);
    }

    private async ValueTask<NextHopList> AddressesAsync(string domain, IEnumerable<string> hosts, CancellationToken cancellationToken)
    {
        var hops = ImmutableArray.CreateBuilder<SmtpNextHop>();
        string? trouble = null;
        string? refused = null;
        foreach (var host in hosts.Take(limits.NamesPerAttempt))
        {
            var answer = await dns.ResolveAddressesAsync(host, cancellationToken);
            if (answer.Status == DnsStatus.Failed)
                trouble = $"{host}: {answer.Error}";
            // IPv4 first: a machine without IPv6 would lose time, the other way round is rare.
            foreach (var address in answer.Records.OrderBy(address => address.AddressFamily == AddressFamily.InterNetworkV6))
            {
                if (AddressLiteral.IsPublicTarget(address))
                    hops.Add(new SmtpNextHop(host, new IPEndPoint(address, SmtpPort)));
                else
                    refused = $"{host} [{address}]";
            }
            if (hops.Count >= limits.AddressesPerAttempt)
                break;
        }
        if (hops.Count > 0)
            return new([.. hops.Take(limits.AddressesPerAttempt)], null);
        if (trouble is not null)
            return NextHopList.None(SmtpOutcome.Deferred(4, 3, $"the mail servers of {domain} cannot be looked up: {trouble}"));
        return NextHopList.None(refused is null
            ? SmtpOutcome.Failed(4, 4, $"{domain} has no mail server with an address")
            : SmtpOutcome.Failed(4, 6, $"{domain} names a mail server at an address that no mail is sent to: {refused}"));
    }

    private static NextHopList NoSuchDomain(string domain) =>
        NextHopList.None(SmtpOutcome.Failed(1, 2, $"there is no domain {domain}"));
}
