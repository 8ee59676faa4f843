using System.Collections.Frozen;

namespace Gatepost.Gateway.Delivery;

/// <summary>Retries, life time and bounces, as the policy has them; it is itself the retry profile of routes that name none.</summary>
public sealed record DeliverySettings : RetryProfile
{
    /// <summary>Retry profiles by name.</summary>
    public FrozenDictionary<string, RetryProfile> Profiles { get; init; } = FrozenDictionary<string, RetryProfile>.Empty;

    /// <summary>The profile of a route (null = of mail that no route leads anywhere), with the route's own life where it has one.</summary>
    public RetryProfile ProfileOf(NextHopRoute? route)
    {
        var profile = route?.Retry is { } name && Profiles.TryGetValue(name, out var named) ? named : this;
        return route?.MaximumLife is { } life ? profile with { MaximumLife = life } : profile;
    }

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
