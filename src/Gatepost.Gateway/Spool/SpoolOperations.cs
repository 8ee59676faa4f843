using System.Collections.Immutable;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;

namespace Gatepost.Gateway.Spool;

/// <summary>
/// What a person may do to a spooled message: hold, release, delete. Each decision is on disk before it is logged and carried out, and concerns only the
/// recipients that are not finished: what was delivered stays delivered. <see cref="IOException"/> when the disk refuses: nothing has changed. Thread-safe.
/// </summary>
public sealed class SpoolOperations(MailSpool spool, SpoolDispatcher dispatcher, IMessageLog log, TimeProvider time)
{
    /// <summary>Stops the delivery of what is queued; an attempt that is under way may still succeed.</summary>
    /// <param name="id">The message.</param>
    /// <param name="by">Who asks, for log and books.</param>
    /// <param name="cancellationToken">Ends the wait for the message's turn.</param>
    public Task<SpoolOperationResult> HoldAsync(MailId id, string by, CancellationToken cancellationToken) =>
        ChangeAsync(id, by, "held by", SpoolOutcome.Hold, outcome => outcome == SpoolOutcome.Deliver, cancellationToken);

    /// <summary>Delivers what is held, by whomever or whatever: also what waits for an inspection, which then does not take place.</summary>
    /// <param name="id">The message.</param>
    /// <param name="by">Who asks, for log and books.</param>
    /// <param name="cancellationToken">Ends the wait for the message's turn.</param>
    public Task<SpoolOperationResult> ReleaseAsync(MailId id, string by, CancellationToken cancellationToken) =>
        ChangeAsync(
            id, by, "released by", SpoolOutcome.Deliver, outcome => outcome is SpoolOutcome.Hold or SpoolOutcome.AwaitInspection, cancellationToken);

    /// <summary>Throws away what is not finished.</summary>
    /// <param name="id">The message.</param>
    /// <param name="by">Who asks, for log and books.</param>
    /// <param name="cancellationToken">Ends the wait for the message's turn.</param>
    public Task<SpoolOperationResult> DeleteAsync(MailId id, string by, CancellationToken cancellationToken) =>
        ChangeAsync(id, by, "to be deleted by", SpoolOutcome.Delete, outcome => outcome != SpoolOutcome.Delete, cancellationToken);

    private async Task<SpoolOperationResult> ChangeAsync(
        MailId id, string by, string words, SpoolOutcome outcome, Predicate<SpoolOutcome> concerns, CancellationToken cancellationToken)
    {
        if (spool.Find(id) is not { } entry)
            return SpoolOperationResult.NotFound;
        var changed = ImmutableArray<SpoolCopy>.Empty;
        var updates = ImmutableArray<RecipientUpdate>.Empty;
        await spool.ReplaceCopiesAsync(entry, current => Decide(current, out changed, out updates), cancellationToken);
        if (updates.IsEmpty)
            return SpoolOperationResult.NothingToDo;
        foreach (var update in updates)
            log.Append(new StatusLogged { At = update.At, MailId = id, Recipient = update.Recipient, Status = update.Status, Note = $"{words} {by}" });
        dispatcher.Dispatch(entry, [.. changed.Select(copy => copy.Number)]);
        return SpoolOperationResult.Done;

        SpoolSnapshot? Decide(SpoolSnapshot current, out ImmutableArray<SpoolCopy> copies, out ImmutableArray<RecipientUpdate> states)
        {
            var now = time.GetUtcNow();
            var waiting = current.Record.Copies
                .Where(copy => concerns(copy.Outcome) && !current.Unfinished(copy.Number, copy.Outcome).IsEmpty)
                .ToImmutableArray();
            copies = waiting;
            states =
            [
                .. waiting.SelectMany(copy => current.Unfinished(copy.Number, copy.Outcome)).Select(recipient => current.States[recipient] with
                {
                    Status = outcome.Waiting(), At = now, NextAttempt = null, By = by,
                }),
            ];
            return waiting.IsEmpty
                ? null
                : new SpoolSnapshot(
                    current.Record with
                    {
                        Copies = [.. current.Record.Copies.Select(copy => waiting.Contains(copy) ? copy with { Outcome = outcome } : copy)],
                    },
                    states);
        }
    }
}

/// <summary>What came of an operation.</summary>
public enum SpoolOperationResult
{
    /// <summary>It is on disk.</summary>
    Done = 0,

    /// <summary>No such message in the spool: it is finished, was set aside, or never was here.</summary>
    NotFound,

    /// <summary>No recipient is in a state that the operation is for.</summary>
    NothingToDo,
}
