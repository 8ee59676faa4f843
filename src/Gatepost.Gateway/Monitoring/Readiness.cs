using System.Collections.Immutable;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;

namespace Gatepost.Gateway.Monitoring;

/// <summary>Whether mail can be taken now: what a load balancer asks before it sends clients here.</summary>
public sealed class Readiness(
    IServer server, IHostApplicationLifetime lifetime, MailSpool spool, ISpoolDisk disk, SpoolLimits limits, PolicySource policy)
{
    private const string ProbeFile = "ready.probe";

    private readonly Lock _probing = new();

    /// <summary>Every check, in the order in which an administrator would look.</summary>
    public ImmutableArray<ReadinessCheck> Look() =>
    [
        new("listeners", Listeners()),
        new("policy", policy.Current.IsNone ? "no policy is in force, so that no mail can be judged" : null),
        new("spool", spool.UnhealthyReason ?? Probe()),
        new("room", Room()),
    ];

    private string? Listeners()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return "the gateway stops, and takes no new connections";
        if (!lifetime.ApplicationStarted.IsCancellationRequested)
            return "the gateway starts";
        return server.Features.Get<IServerAddressesFeature>() is { Addresses.Count: > 0 } ? null : "no listener is open";
    }

    /// <summary>A file that is made and removed; no sync, since a watcher that asks each second must not slow the mail down.</summary>
    private string? Probe()
    {
        lock (_probing)
        {
            try
            {
                using (var file = disk.Open(ProbeFile, FileMode.Create, FileAccess.Write))
                    file.Write("x"u8, 0);
                disk.Delete(ProbeFile);
                return null;
            }
            catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
            {
                return $"the data folder cannot be written: {refusal.Message}";
            }
        }
    }

    private string? Room()
    {
        try
        {
            var free = disk.FreeOctets();
            return free >= limits.MinimumFreeOctets
                ? null
                : $"{Configuration.Units.SizeText.Format(free)} are free, and no mail is taken below {Configuration.Units.SizeText.Format(limits.MinimumFreeOctets)}";
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            return $"the volume of the data folder cannot be examined: {refusal.Message}";
        }
    }
}

/// <summary>One check.</summary>
/// <param name="Name">Its name, for machines.</param>
/// <param name="Trouble">What is wrong, in words; null = all is well.</param>
public sealed record ReadinessCheck(string Name, string? Trouble);
