using System.Net;
using System.Net.NetworkInformation;
using System.Runtime.CompilerServices;
using Gatepost.Gateway.Configuration;

namespace Gatepost.Commands.Doctor;

/// <summary>
/// Asks our own listeners, as a stranger would, to relay. The names are those that never exist (RFC 2606), and the dialogue ends before any content. A stranger has an address of none of
/// the relay networks, so the question is asked from such an address of this machine.
/// </summary>
internal sealed class RelayCheck : IDoctorCheck
{
    public string Name => "relay";

    public async IAsyncEnumerable<Diagnosis> LookAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!patient.IsRunning)
        {
            yield return Diagnosis.Skipped("whether we are an open relay: nobody answers yet");
            yield break;
        }
        foreach (var listener in patient.Settings.Listeners.Where(listener => listener.Role == ListenerRole.Mx && listener.Tls != ListenerTls.Implicit))
            yield return await AskAsync(patient, listener, cancellationToken);
    }

    private static async Task<Diagnosis> AskAsync(Patient patient, ListenerSettings listener, CancellationToken cancellationToken)
    {
        if (Strangers(listener).FirstOrDefault() is not { } from)
            return Diagnosis.Skipped($"listener {listener.Name}: every address of this machine may relay, so that it cannot ask as a stranger; ask from another machine");
        var server = listener.EndPoint.Address.Equals(IPAddress.Any) || listener.EndPoint.Address.Equals(IPAddress.IPv6Any) ? new IPEndPoint(from, listener.EndPoint.Port) : listener.EndPoint;
        var (lines, trouble) = await Probe.AskAsync(
            new Question(server, from, ["", $"EHLO {patient.Settings.HostName}", "MAIL FROM:<doctor@relay-test.invalid>", "RCPT TO:<doctor@relay-test.invalid>", "QUIT"]), cancellationToken);
        if (lines.Count < 4)
            return Diagnosis.Warning($"listener {listener.Name} broke the question off: {trouble ?? "no answer"}", "gatepost log search shows why");
        if (!lines[2].StartsWith('2'))
            return Diagnosis.Skipped($"listener {listener.Name}: it would not hear a stranger's question (asked from {from}: {lines[2]})");
        return lines[3].StartsWith('2')
            ? Diagnosis.Trouble($"listener {listener.Name} is an OPEN RELAY: it takes mail of strangers for strangers (asked from {from})", "look at relay-networks of the listener and at internal-domains of the policy, now")
            : Diagnosis.Ok($"listener {listener.Name} relays for no stranger (asked from {from}: {lines[3]})");
    }

    /// <summary>Our own addresses that may not relay and can reach the listener.</summary>
    private static IEnumerable<IPAddress> Strangers(ListenerSettings listener)
    {
        var own = NetworkInterface.GetAllNetworkInterfaces().SelectMany(one => one.GetIPProperties().UnicastAddresses).Select(one => one.Address)
            .Where(address => !address.IsIPv6LinkLocal);
        var isAny = listener.EndPoint.Address.Equals(IPAddress.Any) || listener.EndPoint.Address.Equals(IPAddress.IPv6Any);
        return own.Where(address => isAny || address.Equals(listener.EndPoint.Address))
            .Where(address => !listener.RelayNetworks.Any(network => network.Contains(address)))
            .OrderBy(IPAddress.IsLoopback);
    }
}
