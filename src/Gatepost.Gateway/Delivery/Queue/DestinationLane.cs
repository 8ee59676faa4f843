using Gatepost.Gateway.Delivery.Routing;

namespace Gatepost.Gateway.Delivery.Queue;

/// <summary>The jobs of one destination that are due, and what we know of its health. Guarded by <see cref="DestinationLanes"/>.</summary>
internal sealed class DestinationLane(Destination destination)
{
    public Destination Destination { get; } = destination;

    public Queue<DeliveryJob> Ready { get; } = new();

    /// <summary>Workers at it.</summary>
    public int Active { get; set; }

    /// <summary>True while it stands in the list of lanes that may get a worker.</summary>
    public bool IsListed { get; set; }

    /// <summary>True once it was reached since the lane was made.</summary>
    public bool IsReached { get; set; }

    /// <summary>Failures to reach it in a row; while there are any, one worker at a time feels its way.</summary>
    public int Failures { get; set; }

    /// <summary>Until then it is not tried.</summary>
    public DateTimeOffset BackOffUntil { get; set; }

    /// <summary>Why it could not be reached the last time.</summary>
    public string? Trouble { get; set; }
}

/// <summary>A back-off that is in force.</summary>
/// <param name="Until">When the destination is tried again.</param>
/// <param name="Trouble">Why it could not be reached.</param>
internal sealed record BackOffState(DateTimeOffset Until, string Trouble);
