using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Configuration.Reloading;
using Gatepost.Gateway.Receiving;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Hosting.Systemd;

namespace Gatepost.Hosting;

/// <summary>What the command line and the environment add to the settings.</summary>
/// <param name="FirstPolicy">The first revision of an empty database; null = the embedded default.</param>
/// <param name="Failpoint"><c>GATEPOST_FAILPOINT</c>, for crash tests only.</param>
/// <param name="TestInspector"><c>GATEPOST_TEST_INSPECTOR</c>, for crash tests only.</param>
internal sealed record GatewayStart(FirstPolicy? FirstPolicy = null, string? Failpoint = null, string? TestInspector = null)
{
    /// <summary><c>GATEPOST_TEST_EXTRACTOR_FAULTS</c>, for crash tests only.</summary>
    public bool ExtractorFaults { get; init; }

    /// <summary>The file that the settings came from.</summary>
    public SettingsFile File { get; init; } = new(null, SettingsPlace.Current());

    /// <summary>Sockets that systemd opened.</summary>
    public InheritedSockets Inherited { get; init; } = InheritedSockets.None;

    /// <summary>systemd, where it wants to know how the service is.</summary>
    public ServiceNotices Notices { get; init; } = new(null);

    /// <summary>How long systemd waits for a sign of life; null = it does not.</summary>
    public TimeSpan? Watchdog { get; init; }
}

/// <summary>What is told when the gateway serves.</summary>
internal sealed record GatewayReady(GatewaySettings Settings, InheritedSockets Inherited, PolicySnapshot Policy, SpoolRecovery Recovery);
