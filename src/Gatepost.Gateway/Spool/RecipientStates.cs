using System.Collections.Immutable;

namespace Gatepost.Gateway.Spool;

/// <summary>
/// The rules of recipient states, pure, so that a start that reads the appended records comes to the same states as the process that wrote them:
/// a final state stays; a recipient that waits is held exactly when its copy's outcome is to wait for a person or an inspection.
/// </summary>
internal static class RecipientStates
{
    /// <summary>True when nothing more is to be done.</summary>
    public static bool IsFinal(this RecipientStatus status) => status is not (RecipientStatus.Queued or RecipientStatus.Held);

    /// <summary>The state of a recipient that waits in a copy of this outcome.</summary>
    public static RecipientStatus Waiting(this SpoolOutcome outcome) =>
        outcome is SpoolOutcome.Hold or SpoolOutcome.AwaitInspection ? RecipientStatus.Held : RecipientStatus.Queued;

    /// <summary>The states of a message as it is committed.</summary>
    public static ImmutableArray<RecipientUpdate> Initial(SpoolRecord record)
    {
        var states = new RecipientUpdate[record.Envelope.Recipients.Length];
        foreach (var copy in record.Copies)
        {
            foreach (var recipient in copy.Recipients)
                states[recipient] = new RecipientUpdate { Recipient = recipient, Status = copy.Outcome.Waiting(), At = record.Envelope.ReceivedAt };
        }
        return [.. states];
    }

    /// <summary>The states after some updates, and those of the updates that changed something.</summary>
    public static ImmutableArray<RecipientUpdate> Apply(
        SpoolRecord record, ImmutableArray<RecipientUpdate> states, ImmutableArray<RecipientUpdate> updates, out ImmutableArray<RecipientUpdate> effective)
    {
        var next = states.ToBuilder();
        var changed = ImmutableArray.CreateBuilder<RecipientUpdate>(updates.Length);
        foreach (var update in updates)
        {
            var current = next[update.Recipient];
            if (current.Status.IsFinal() || current == update)
                continue;
            if (!update.Status.IsFinal() && update.Status != CopyOf(record, update.Recipient)?.Outcome.Waiting())
                continue;
            next[update.Recipient] = update;
            changed.Add(update);
        }
        effective = changed.DrainToImmutable();
        return next.MoveToImmutable();
    }

    /// <summary>
    /// Adds to the updates of a new decision what they do not say: a recipient that waits and whose copy now waits for something else gets the
    /// state that belongs to it.
    /// </summary>
    public static ImmutableArray<RecipientUpdate> Complete(
        SpoolRecord record, ImmutableArray<RecipientUpdate> states, ImmutableArray<RecipientUpdate> updates, DateTimeOffset now)
    {
        var complete = updates.ToBuilder();
        foreach (var copy in record.Copies)
        {
            foreach (var recipient in copy.Recipients)
            {
                var waiting = copy.Outcome.Waiting();
                if (!states[recipient].Status.IsFinal() && states[recipient].Status != waiting && updates.All(update => update.Recipient != recipient))
                    complete.Add(states[recipient] with { Status = waiting, At = now });
            }
        }
        return complete.ToImmutable();
    }

    /// <summary>The copy of a recipient, or null.</summary>
    public static SpoolCopy? CopyOf(SpoolRecord record, int recipient)
    {
        foreach (var copy in record.Copies)
        {
            if (copy.Recipients.Contains(recipient))
                return copy;
        }
        return null;
    }

    /// <summary>
    /// What is wrong with a record, or null: every recipient that is not final must stand in exactly one copy, or it would be lost without a trace.
    /// Empty <paramref name="states"/> mean that nobody is final.
    /// </summary>
    public static string? Fault(SpoolRecord record, ImmutableArray<RecipientUpdate> states)
    {
        if (record.Envelope is null || record.Envelope.Recipients.IsDefaultOrEmpty || record.Copies.IsDefaultOrEmpty)
            return "has a record without recipients or copies";
        if (record.Envelope.Recipients.Any(recipient => recipient?.Address is null))
            return "has a record with a recipient without an address";
        var seen = new bool[record.Envelope.Recipients.Length];
        var numbers = new HashSet<int>();
        foreach (var copy in record.Copies)
        {
            if (copy is null || copy.Recipients.IsDefault || copy.Edits.IsDefault || copy.Edits.Contains(null!) || !numbers.Add(copy.Number)
                || copy.NextHop is { } hop && (string.IsNullOrEmpty(hop.Host) || hop.Port is < 1 or > 65_535))
                return "has a record with copies without sense";
            foreach (var recipient in copy.Recipients)
            {
                if (recipient < 0 || recipient >= seen.Length || seen[recipient])
                    return "has a record whose copies name a recipient twice or one that is not there";
                seen[recipient] = true;
            }
        }
        for (var recipient = 0; recipient < seen.Length; recipient++)
        {
            if (!seen[recipient] && (states.IsDefaultOrEmpty || !states[recipient].Status.IsFinal()))
                return "has a record without an outcome for one of its recipients";
        }
        return null;
    }
}
