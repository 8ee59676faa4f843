using System.Collections.Immutable;

namespace Gatepost.Gateway.Delivery;

/// <summary>Retries, life time and bounces, as the policy has them.</summary>
public sealed record DeliverySettings
{
    /// <summary>Waits between attempts; the last one repeats. Five minutes first: most trouble is short; four hours at the end: RFC 5321 section 4.5.4.1.</summary>
    public ImmutableArray<TimeSpan> RetryAfter { get; init; } =
    [
        TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(40),
        TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4),
    ];

    /// <summary>After this a message bounces (RFC 5321: four to five days).</summary>
    public TimeSpan MaximumLife { get; init; } = TimeSpan.FromDays(5);

    /// <summary>A bounce that cannot be delivered is given up after this.</summary>
    public TimeSpan BounceLife { get; init; } = TimeSpan.FromDays(1);

    /// <summary>When the sender is told of a delay (once); null = never.</summary>
    public TimeSpan? DelayNotice { get; init; } = TimeSpan.FromHours(4);

    /// <summary>DSNs an hour, all senders together; what comes above goes to the log only (backscatter).</summary>
    public int BouncesPerHour { get; init; } = 1_000;

    /// <summary>DSNs an hour to one address.</summary>
    public int BouncesPerHourAndAddress { get; init; } = 20;

    /// <summary>Where bounces that bounce go; null = <c>postmaster</c> at the gateway's own host name's domain.</summary>
    public string? Postmaster { get; init; }

    /// <summary>Connections to one destination at once. Postfix's default is 20.</summary>
    public int ConnectionsPerDestination { get; init; } = 20;

    /// <summary>Connections to all destinations at once.</summary>
    public int Connections { get; init; } = 200;
}
