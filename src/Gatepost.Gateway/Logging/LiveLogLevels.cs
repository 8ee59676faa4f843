using System.Collections.Immutable;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Configuration.Reloading;

namespace Gatepost.Gateway.Logging;

/// <summary>The levels of the log can be changed while the gateway runs.</summary>
internal sealed class LiveLogLevels(LogLevels levels) : ILiveSetting
{
    public ImmutableArray<string> Keys => ["logging.level", "logging.areas"];

    public string? Check(GatewaySettings settings) => null;

    public IEnumerable<string> Apply(GatewaySettings settings)
    {
        levels.Change(settings.Logging);
        return [];
    }
}
