using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Gatepost.Commands.Serve;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Receiving;
using Gatepost.Mail.Dns;

namespace Gatepost.Commands.Doctor;

/// <summary>Whether the listeners can be reached, and whether mail can leave by port 25, which many providers close.</summary>
internal sealed class PortCheck : IDoctorCheck
{
    /// <summary>Servers of a domain that are tried before mail is said not to leave.</summary>
    private const int OutboundServers = 2;

    public string Name => "ports";

    public async IAsyncEnumerable<Diagnosis> LookAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var listener in patient.Settings.Listeners)
            yield return patient.IsRunning ? await ReachedAsync(listener, cancellationToken) : Free(patient, listener);
        if (patient.IsOffline)
            yield return Diagnosis.Skipped("whether mail can leave by port 25 (--offline)");
        else
            yield return await OutboundAsync(patient, cancellationToken);
    }

    private static async Task<Diagnosis> ReachedAsync(ListenerSettings listener, CancellationToken cancellationToken)
    {
        var where = $"listener {listener.Name} on {listener.EndPoint}";
        if (listener.Tls == ListenerTls.Implicit)
            return await Probe.ConnectsAsync(Probe.Reachable(listener.EndPoint), cancellationToken) is { } silent
                ? Diagnosis.Trouble($"{where} does not take connections: {silent}", "journalctl -u gatepost")
                : Diagnosis.Ok($"{where} takes connections (TLS from the first octet)");
        var greeting = await Probe.GreetingAsync(Probe.Reachable(listener.EndPoint), cancellationToken);
        if (greeting.Trouble is { } trouble)
            return Diagnosis.Trouble($"{where} does not answer: {trouble}", "journalctl -u gatepost; is another program or a firewall in between?");
        return greeting.Text.StartsWith("220 ", StringComparison.Ordinal)
            ? Diagnosis.Ok($"{where} greets")
            : Diagnosis.Trouble($"{where} answers \"{greeting.Text}\"", "is it our own gateway that listens there? ss -ltnp");
    }

    private static Diagnosis Free(Patient patient, ListenerSettings listener)
    {
        var one = patient.Settings with { Listeners = [listener], Metrics = null };
        return ListenerCheck.Problems(one, InheritedSockets.None).FirstOrDefault() is not { } problem
            ? Diagnosis.Ok($"listener {listener.Name}: {listener.EndPoint} is free for us")
            : Diagnosis.Trouble(problem, $"who has it: ss -ltnp 'sport = :{listener.EndPoint.Port}' (systemd itself, for gatepost.socket, is right)");
    }

    private static async Task<Diagnosis> OutboundAsync(Patient patient, CancellationToken cancellationToken)
    {
        var domain = patient.OutboundDomain;
        var mx = await patient.Dns.ResolveMxAsync(domain, cancellationToken);
        if (mx.Records.IsDefaultOrEmpty)
            return Diagnosis.Warning($"whether mail can leave is not known: {domain} has no mail server that DNS tells of ({mx.Status})", "look at the diagnosis of DNS; --outbound names another domain");
        string? trouble = null, unknown = null;
        foreach (var host in mx.Records.OrderBy(record => record.Preference).Take(OutboundServers))
        {
            var addresses = await patient.Dns.ResolveAddressesAsync(host.Host, cancellationToken);
            if (addresses.Status == DnsStatus.Failed)
                unknown = $"the address of {host.Host} cannot be looked up ({addresses.Error ?? "no answer"})";
            foreach (var address in addresses.Records.Take(OutboundServers))
            {
                var greeting = await Probe.GreetingAsync(new IPEndPoint(address, patient.OutboundPort), patient.Patience, cancellationToken);
                if (greeting.Trouble is null)
                    return Diagnosis.Ok($"port 25 is open towards {host.Host}");
                trouble = $"{host.Host} [{address}]: {greeting.Trouble}";
            }
        }
        if (trouble is null)
            return Diagnosis.Warning($"whether mail can leave is not known: {unknown ?? $"no mail server of {domain} has an address"}", "look at the diagnosis of DNS; --outbound names another domain");
        return Diagnosis.Warning($"mail cannot leave by port 25: {trouble}", "many providers close it: ask yours, or send by a smart host (docs: policy, next-hops). No matter where all mail goes to servers of your own");
    }
}
