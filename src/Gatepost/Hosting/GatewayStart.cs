using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;

namespace Gatepost.Hosting;

/// <summary>What the command line and the environment add to the settings.</summary>
/// <param name="FirstPolicy">The first revision of an empty database; null = the embedded default.</param>
/// <param name="Failpoint"><c>GATEPOST_FAILPOINT</c>, for crash tests only.</param>
/// <param name="TestInspector"><c>GATEPOST_TEST_INSPECTOR</c>, for crash tests only.</param>
internal sealed record GatewayStart(FirstPolicy? FirstPolicy = null, string? Failpoint = null, string? TestInspector = null);

/// <summary>What is told when the gateway serves.</summary>
internal sealed record GatewayReady(GatewaySettings Settings, PolicySnapshot Policy, SpoolRecovery Recovery);
