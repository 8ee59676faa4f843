using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Dns;

namespace Gatepost.Commands.Doctor;

/// <summary>What the doctor knows of the gateway before he looks.</summary>
internal sealed record Patient
{
    public required GatewaySettings Settings { get; init; }

    /// <summary>The file that the settings came from, for words; null = there is none.</summary>
    public string? SettingsFile { get; init; }

    /// <summary>The last good policy of the data folder, or null.</summary>
    public PolicySnapshot? Policy { get; init; }

    /// <summary>What the running gateway says of itself, or null when none answers.</summary>
    public GatewayStatus? Status { get; init; }

    /// <summary>Why none answers.</summary>
    public string? StatusTrouble { get; init; }

    public required IDnsResolver Dns { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Nothing outside this machine is asked.</summary>
    public bool IsOffline { get; init; }

    /// <summary>The domain whose mail servers are tried, to see whether mail can leave.</summary>
    public required string OutboundDomain { get; init; }

    /// <summary>Where mail servers listen; another port in tests only.</summary>
    public int OutboundPort { get; init; } = 25;

    /// <summary>How long the servers of others are waited for.</summary>
    public TimeSpan Patience { get; init; } = Question.UsualPatience;

    public bool IsRunning => Status is not null;
}
