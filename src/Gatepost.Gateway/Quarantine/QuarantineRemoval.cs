using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.Quarantine;

/// <summary>
/// Takes rows out of the quarantine, and the content when nothing refers to it any more: the content first, so that a crash in between leaves rows that can
/// be removed again, and not content that nobody finds. What refers to it is asked in the message's turn, since callers may hold rows that are gone by then.
/// </summary>
internal sealed class QuarantineRemoval(
    MailSpool spool, IQuarantineStore store, IContentStore contents, IMessageTurns turns, IMessageLog log, TimeProvider time)
{
    /// <summary>True while the spool still puts copies of a message into the quarantine: rows may still come.</summary>
    public bool IsArriving(MailId id) => spool.Find(id) is { } entry && IsArriving(entry.Current);

    /// <summary>Tells the log, and removes rows of one message: a crash in between leaves rows that are removed once more.</summary>
    public Task RemoveAsync(IReadOnlyList<QuarantinedMail> rows, string note, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
            return Task.CompletedTask;
        LogDeleted(rows, note);
        return RemoveRowsAsync(rows[0].MailId, [.. rows.Select(row => row.Recipient)], cancellationToken);
    }

    /// <summary>Removes the rows of some recipients, and the content when no row of the message is left: also when there were none.</summary>
    public async Task RemoveRowsAsync(MailId id, IReadOnlyList<int> recipients, CancellationToken cancellationToken)
    {
        await using var turn = await turns.EnterAsync(id, cancellationToken);
        // A copy of the message that comes later brings the content along once more.
        var key = QuarantineCarrier.KeyOf(id);
        if (await store.CountReferencesAsync(key, recipients, cancellationToken) == 0)
            await contents.DeleteAsync(key, cancellationToken);
        await store.RemoveAsync(id, recipients, cancellationToken);
    }

    /// <summary>Says of quarantined recipients that they left.</summary>
    public void LogDeleted(IReadOnlyList<QuarantinedMail> rows, string note)
    {
        var now = time.GetUtcNow();
        foreach (var row in rows)
            log.Append(new StatusLogged { At = now, MailId = row.MailId, Recipient = row.Recipient, Status = RecipientStatus.Deleted, Note = note });
    }

    private static bool IsArriving(SpoolSnapshot current) => current.Record.Copies.Any(copy =>
        copy.Outcome == SpoolOutcome.Quarantine && !current.Unfinished(copy.Number, SpoolOutcome.Quarantine).IsEmpty);
}
