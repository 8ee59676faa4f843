using System.Collections.Immutable;
using System.Text.Json;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.Receiving;

/// <summary>What a late inspection changes in the spool: the copies that waited give way to those of the decision. Immutable.</summary>
/// <param name="Snapshot">The record and the states to append.</param>
/// <param name="NewCopies">Numbers of the copies to dispatch; those that wait on are tried again by their own clock.</param>
/// <param name="Decided">The decision.</param>
internal sealed record LateDecision(SpoolSnapshot Snapshot, ImmutableArray<int> NewCopies, DecisionRecord Decided)
{
    /// <summary>
    /// Null when nobody waits any more (a person was faster). Copies that did not wait keep their number, since it is the key of what was carried
    /// out; new ones are numbered behind them.
    /// </summary>
    public static LateDecision? For(SpoolSnapshot current, ImmutableArray<SpoolCopy> decided, DecisionRecord record, DateTimeOffset now)
    {
        var waiting = current.Record.Copies
            .Where(copy => copy.Outcome == SpoolOutcome.AwaitInspection)
            .SelectMany(copy => current.Unfinished(copy.Number, copy.Outcome))
            .ToHashSet();
        if (waiting.Count == 0)
            return null;
        var removals = current.Record.Copies
            .Where(copy => copy.Outcome == SpoolOutcome.AwaitInspection)
            .SelectMany(copy => copy.Edits.OfType<RemoveHeaderEdit>())
            .Distinct<MessageEdit>()
            .ToImmutableArray();
        var added = Renumber(ForeignTraces.Prepend(decided, removals), waiting, current.Record.Copies.Max(copy => copy.Number) + 1);
        var kept = current.Record.Copies.Where(copy => copy.Outcome != SpoolOutcome.AwaitInspection);
        var next = current.Record with
        {
            Copies = [.. kept, .. added.Select(copy => copy with { NextHop = current.Record.FrontNextHop })],
            DecisionRecord = JsonSerializer.SerializeToUtf8Bytes(record, GatepostJson.Default.DecisionRecord),
        };
        var states = added.SelectMany(copy => copy.Recipients.Select(recipient => current.States[recipient] with
        {
            Status = copy.Outcome.Waiting(), At = now, NextAttempt = null, By = "late inspection",
        }));
        return new LateDecision(new SpoolSnapshot(next, [.. states]), [.. added.Where(copy => copy.Outcome != SpoolOutcome.AwaitInspection).Select(copy => copy.Number)], record);
    }

    /// <summary>The message's line once more, now with its decision, and the new state of those who waited.</summary>
    public IEnumerable<LogEntry> Lines(SpoolEntry entry)
    {
        yield return SpoolLogReplay.Message(Snapshot.Record, entry.ContentLength, Decided) with { At = Decided.DecidedAt };
        foreach (var state in Snapshot.States)
        {
            yield return new StatusLogged
            {
                At = state.At, MailId = entry.Id, Recipient = state.Recipient, Status = state.Status, Note = "inspected after the 250",
            };
        }
    }

    private static List<SpoolCopy> Renumber(ImmutableArray<SpoolCopy> decided, HashSet<int> waiting, int number)
    {
        var copies = new List<SpoolCopy>();
        foreach (var copy in decided)
        {
            var recipients = copy.Recipients.Where(waiting.Contains).ToImmutableArray();
            if (recipients.Length > 0)
                copies.Add(copy with { Number = number++, Recipients = recipients });
        }
        return copies;
    }
}
