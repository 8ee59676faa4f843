using System.Collections.Immutable;

namespace Gatepost.Gateway.Delivery;

/// <summary>When mail is tried again, when its sender hears of that, and when it is given up.</summary>
public record RetryProfile
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

    /// <summary>At which ages of a message its sender is told of the delay, rising; empty = never.</summary>
    public ImmutableArray<TimeSpan> DelayNotices { get; init; } = [TimeSpan.FromHours(4)];
}
