using System.Collections.Immutable;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Policies;

namespace Gatepost.Gateway.Administration;

/// <summary>Everything that is known under an id that a reply or a log line quoted.</summary>
public sealed record Explanation
{
    /// <summary>The message, when the id names one whose content was inspected.</summary>
    public MessageLogged? Message { get; init; }

    /// <summary>What was seen and decided.</summary>
    public DecisionRecord? Decision { get; init; }

    /// <summary>States of its recipients, oldest first.</summary>
    public ImmutableArray<StatusLogged> Statuses { get; init; } = [];

    /// <summary>Delivery attempts, oldest first.</summary>
    public ImmutableArray<AttemptLogged> Attempts { get; init; } = [];

    /// <summary>Refusals of the session, when the id names one.</summary>
    public ImmutableArray<RefusalLogged> Refusals { get; init; } = [];

    /// <summary>The unfinished message as it lies in the spool now.</summary>
    public QueuedMail? Queued { get; init; }
}
