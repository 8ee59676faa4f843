using System.Collections.Immutable;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Configuration.Reloading;

namespace Gatepost.Gateway.Receiving.Reloading;

/// <summary>A reload reads certificates and the like at once. Their paths stand in the settings, and need a restart when they change.</summary>
internal sealed class LiveListenerFiles(ListenerFiles files) : ILiveSetting
{
    public ImmutableArray<string> Keys => [];

    public string? Check(GatewaySettings settings) => null;

    public IEnumerable<string> Apply(GatewaySettings settings) => files.Reload();
}
