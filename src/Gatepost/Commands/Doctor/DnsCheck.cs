using System.Net;
using System.Runtime.CompilerServices;
using Gatepost.Mail.Dns;

namespace Gatepost.Commands.Doctor;

/// <summary>DNS: our own name both ways, the MX of our domains, and whether the resolver can be used for block lists.</summary>
internal sealed class DnsCheck : IDoctorCheck
{
    /// <summary>Domains whose MX is looked up; an installation of a thousand need not wait for all.</summary>
    private const int MostDomains = 20;

    /// <summary>RFC 5782 section 5: every list has 127.0.0.2 and never 127.0.0.1.</summary>
    private const string Listed = "2.0.0.127.zen.spamhaus.org";
    private const string NeverListed = "1.0.0.127.zen.spamhaus.org";

    public string Name => "dns";

    public async IAsyncEnumerable<Diagnosis> LookAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (patient.IsOffline)
        {
            yield return Diagnosis.Skipped("DNS (--offline)");
            yield break;
        }
        var own = await patient.Dns.ResolveAddressesAsync(patient.Settings.HostName, cancellationToken);
        yield return OwnName(patient.Settings.HostName, own);
        if (own.Status == DnsStatus.Failed)
            yield break;
        foreach (var address in own.Records)
            yield return await ReverseAsync(patient, address, cancellationToken);
        foreach (var domain in (patient.Policy?.InternalDomains.Patterns ?? []).Where(pattern => !pattern.Contains('*', StringComparison.Ordinal)).Take(MostDomains))
            yield return await MailServerAsync(patient, domain, cancellationToken);
        yield return await BlockListsAsync(patient.Dns, cancellationToken);
    }

    private static Diagnosis OwnName(string host, DnsAnswer<IPAddress> answer) => answer.Status switch
    {
        DnsStatus.Success => Diagnosis.Ok($"{host} is {string.Join(", ", answer.Records)}"),
        DnsStatus.Failed => Diagnosis.Trouble($"the resolver does not answer: {answer.Error}", "look at /etc/resolv.conf, or set dns-servers in gatepost.yaml; best is a resolver on this machine (unbound)"),
        _ => Diagnosis.Warning($"{host}, our name in EHLO, has no address in DNS", "give it an A record; many servers refuse or mark down mail of a name that does not exist"),
    };

    private static async Task<Diagnosis> ReverseAsync(Patient patient, IPAddress address, CancellationToken cancellationToken)
    {
        var names = await patient.Dns.ResolvePtrAsync(address, cancellationToken);
        if (names.Records.Any(name => name.TrimEnd('.').Equals(patient.Settings.HostName, StringComparison.OrdinalIgnoreCase)))
            return Diagnosis.Ok($"{address} points back to {patient.Settings.HostName}");
        var what = names.Records.IsDefaultOrEmpty ? "has no name (PTR)" : $"is called {names.Records[0]} (PTR)";
        return Diagnosis.Warning($"{address} {what}, and not {patient.Settings.HostName}", "let your provider set it; large mailbox providers refuse mail from addresses without a matching name");
    }

    private static async Task<Diagnosis> MailServerAsync(Patient patient, string domain, CancellationToken cancellationToken)
    {
        var answer = await patient.Dns.ResolveMxAsync(domain, cancellationToken);
        if (answer.Status == DnsStatus.Failed)
            return Diagnosis.Warning($"the MX of {domain} is not known now: {answer.Error}", "ask again later");
        var hosts = answer.Records.OrderBy(record => record.Preference).Select(record => record.Host.TrimEnd('.')).ToArray();
        if (hosts.Contains(patient.Settings.HostName, StringComparer.OrdinalIgnoreCase))
            return Diagnosis.Ok($"mail for {domain} comes to us (MX)");
        if (hosts is [""])
            return Diagnosis.Warning($"{domain} takes no mail at all (null MX, RFC 7505)", "give it an MX that leads here, or take it out of internal-domains of the policy");
        return Diagnosis.Warning(
            hosts.Length == 0 ? $"{domain} has no MX" : $"the MX of {domain} is {string.Join(", ", hosts)}, and not {patient.Settings.HostName}",
            "right where another server or a balancer stands in front of this one; otherwise the Internet's mail for it does not come here");
    }

    /// <summary>Public resolvers are refused by block lists, with answers that look like a listing of everybody: mail of the whole world would be refused.</summary>
    private static async Task<Diagnosis> BlockListsAsync(IDnsResolver dns, CancellationToken cancellationToken)
    {
        var listed = await dns.ResolveAddressesAsync(Listed, cancellationToken);
        var never = await dns.ResolveAddressesAsync(NeverListed, cancellationToken);
        const string Advice = "do not use block lists with this resolver: run one of your own (unbound), or use the list's paid service with its key";
        if (never.Status == DnsStatus.Success)
            return Diagnosis.Warning($"a block list says of 127.0.0.1, which is never listed, that it is ({never.Records[0]}): the resolver lies, or the list refuses it", Advice);
        if (listed.Status == DnsStatus.Success && listed.Records.All(answer => answer.ToString().StartsWith("127.0.0.", StringComparison.Ordinal)))
            return Diagnosis.Ok("block lists answer this resolver as they should");
        return listed.Status == DnsStatus.Success
            ? Diagnosis.Warning($"a block list refuses this resolver ({listed.Records[0]})", Advice)
            : Diagnosis.Warning($"a block list does not answer this resolver ({listed.Status})", Advice);
    }
}
