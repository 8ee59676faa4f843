using Gatepost.Gateway.Delivery.Routing;

namespace Gatepost.Gateway.Delivery.Queue;

/// <summary>The jobs of one destination that are due, and what we know of its health. Guarded by <see cref="DestinationLanes"/>.</summary>
internal sealed class DestinationLane(Destination destination, int firstConnections)
{
    public Destination Destination { get; } = destination;

    public Queue<DeliveryJob> Ready { get; } = new();

    /// <summary>How many workers it bears.</summary>
    public ConcurrencyWindow Window { get; } = new(firstConnections);

    /// <summary>Workers at it.</summary>
    public int Active { get; set; }

    /// <summary>True while it stands in the list of lanes that may get a worker.</summary>
    public bool IsListed { get; set; }

    /// <summary>When it last had work.</summary>
    public DateTimeOffset UsedAt { get; set; }

    /// <summary>Failures to reach it in a row; while there are any, one worker at a time feels its way.</summary>
    public int Failures { get; set; }

    /// <summary>Until then it is not tried.</summary>
    public DateTimeOffset BackOffUntil { get; set; }

    /// <summary>Why it could not be reached the last time.</summary>
    public string? Trouble { get; set; }

    /// <summary>How the last attempt ended, or null before the first.</summary>
    public LaneReport? Last { get; set; }

    public bool IsIdle => Active == 0 && Ready.Count == 0;
}

/// <summary>A back-off that is in force.</summary>
/// <param name="Until">When the destination is tried again.</param>
/// <param name="Trouble">Why it could not be reached.</param>
internal sealed record BackOffState(DateTimeOffset Until, string Trouble);

/// <summary>How an attempt at a destination ended.</summary>
/// <param name="At">When.</param>
/// <param name="NextHop">Who answered.</param>
/// <param name="Tls">What protected the connection, or null.</param>
/// <param name="Error">What was said to the first recipient that was deferred, or null when none was.</param>
internal sealed record LaneReport(DateTimeOffset At, string NextHop, string? Tls, string? Error);

/// <summary>A lane as it was at one moment.</summary>
internal sealed record LaneView(Destination Destination, int Active, int Most, int Ready, DateTimeOffset? BackOffUntil, LaneReport? Last);
