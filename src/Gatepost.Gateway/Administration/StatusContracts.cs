using System.Collections.Immutable;
using Gatepost.Gateway.MessageLog;

namespace Gatepost.Gateway.Administration;

/// <summary>How the gateway is.</summary>
public sealed record GatewayStatus
{
    /// <summary>Version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>The process.</summary>
    public required int ProcessId { get; init; }

    /// <summary>Its host name.</summary>
    public required string HostName { get; init; }

    /// <summary>Where its data lies.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Since when it runs (UTC).</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Its listeners.</summary>
    public required ImmutableArray<ListenerStatus> Listeners { get; init; }

    /// <summary>The policy revision in force; 0 = none.</summary>
    public required long PolicyRevision { get; init; }

    /// <summary>Hash of it.</summary>
    public required string PolicyHash { get; init; }

    /// <summary>Why the newest policy revision is not in force, and what is instead; null = it is.</summary>
    public string? PolicyTrouble { get; init; }

    /// <summary>Why no mail can be taken now; null = all is well.</summary>
    public string? SpoolTrouble { get; init; }

    /// <summary>How busy inspection is.</summary>
    public required InspectionStatus Inspection { get; init; }

    /// <summary>Spool files that were set aside as corrupt.</summary>
    public ImmutableArray<CorruptFileListing> Corrupt { get; init; } = [];

    /// <summary>Recipients in the spool by state, counted now.</summary>
    public required SpoolCounts Spool { get; init; }

    /// <summary>The books of the message log over the days that it holds, or null when the log's database does not answer.</summary>
    public LogBooks? Books { get; init; }

    /// <summary>Why <see cref="Books"/> is null, in words.</summary>
    public string? BooksTrouble { get; init; }
}

/// <summary>A listener.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where it listens.</param>
public sealed record ListenerStatus(string Name, string Address);

/// <summary>Inspection, counted now.</summary>
/// <param name="Slots">CPU-bound inspections that may run at once.</param>
/// <param name="Waiting">Messages that wait for one.</param>
/// <param name="WaitSeconds">How long a message that came now would wait.</param>
/// <param name="IsOverloaded">True while clients are asked to come back (451) before they send their message.</param>
public sealed record InspectionStatus(int Slots, int Waiting, double WaitSeconds, bool IsOverloaded);

/// <summary>A spool file that cannot be read.</summary>
/// <param name="Name">File name.</param>
/// <param name="Reason">What is wrong.</param>
public sealed record CorruptFileListing(string Name, string Reason);

/// <summary>The spool, counted.</summary>
/// <param name="Messages">Unfinished messages.</param>
/// <param name="Queued">Recipients that wait for delivery or the quarantine.</param>
/// <param name="Held">Recipients that are held.</param>
public sealed record SpoolCounts(int Messages, int Queued, int Held);
