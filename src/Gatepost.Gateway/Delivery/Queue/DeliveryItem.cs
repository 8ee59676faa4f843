using System.Collections.Immutable;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.Delivery.Queue;

/// <summary>What names an item: nothing is delivered under any other key, so that a crash can only repeat, never mix.</summary>
internal readonly record struct DeliveryKey(MailId Id, int Copy);

/// <summary>One copy that waits for its recipients' next attempt. Guarded by the queue's lock; a hundred octets, so that 100,000 of them are nothing.</summary>
internal sealed class DeliveryItem(SpoolEntry entry, int copy)
{
    public SpoolEntry Entry { get; } = entry;

    public DeliveryKey Key => new(Entry.Id, copy);

    /// <summary>When it is due; places in the heap with another time are out of date.</summary>
    public DateTimeOffset Due { get; set; }

    /// <summary>A person wants it tried now, whatever the states say.</summary>
    public bool IsForced { get; set; }

    /// <summary>After a fault of our own: not before this, whatever the states say.</summary>
    public DateTimeOffset NotBefore { get; set; }

    /// <summary>Recipients that are being delivered.</summary>
    public ImmutableArray<int> InFlight { get; set; } = [];

    /// <summary>The copy as the record has it now, or null when its recipients have moved elsewhere (held, quarantined).</summary>
    public SpoolCopy? Copy => CopyOf(Entry.Current);

    /// <summary>Recipients that wait and are not being delivered, with their states.</summary>
    public IEnumerable<RecipientUpdate> Waiting()
    {
        var current = Entry.Current;
        if (Entry.IsFinished || CopyOf(current) is not { } found)
            yield break;
        foreach (var recipient in current.Unfinished(found.Number, found.Outcome))
        {
            if (!InFlight.Contains(recipient))
                yield return current.States[recipient];
        }
    }

    private SpoolCopy? CopyOf(SpoolSnapshot current)
    {
        foreach (var candidate in current.Record.Copies)
        {
            if (candidate.Number == copy)
                return candidate.Outcome is SpoolOutcome.Deliver or SpoolOutcome.Bounce ? candidate : null;
        }
        return null;
    }
}

/// <summary>Recipients of one copy that go to one destination in one attempt.</summary>
/// <param name="Item">The copy.</param>
/// <param name="Copy">As it was when the job was made.</param>
/// <param name="Recipients">Indexes into the envelope's recipients.</param>
/// <param name="IsForced">A person asked for it: the destination's back-off does not count.</param>
internal sealed record DeliveryJob(DeliveryItem Item, SpoolCopy Copy, ImmutableArray<int> Recipients, bool IsForced)
{
    public SpoolEntry Entry => Item.Entry;
}
