using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.Quarantine;

/// <summary>
/// Takes rows out of the quarantine, and the content when nothing refers to it any more: the content first, so that a crash in between leaves rows that can
/// be removed again, and not content that nobody finds.
/// </summary>
internal sealed class QuarantineRemoval(MailSpool spool, IQuarantineStore store, IContentStore contents, IMessageLog log, TimeProvider time) : IDisposable
{
    // Two removals at once of the last two rows of a message would each take the other's for a reference.
    private readonly SemaphoreSlim _removing = new(1, 1);

    /// <summary>True while the spool still puts copies of a message into the quarantine: its content must not go, and rows may still come.</summary>
    public bool IsArriving(MailId id) => spool.Find(id) is { } entry && IsArriving(entry.Current);

    /// <summary>Removes rows of one message, and then tells the log.</summary>
    public async Task RemoveAsync(IReadOnlyList<QuarantinedMail> rows, string note, CancellationToken cancellationToken)
    {
        if (await RemoveRowsAsync(rows, cancellationToken))
            LogDeleted(rows, note);
    }

    /// <summary>Removes rows of one message; false when there are none.</summary>
    public async Task<bool> RemoveRowsAsync(IReadOnlyList<QuarantinedMail> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
            return false;
        await _removing.WaitAsync(cancellationToken);
        try
        {
            // While the spool still has the message, another of its copies may come to refer to the content: better an orphan than a row without content.
            if (spool.Find(rows[0].MailId) is null && await store.CountReferencesAsync(rows[0].ContentKey, cancellationToken) <= rows.Count)
                await contents.DeleteAsync(rows[0].ContentKey, cancellationToken);
            await store.RemoveAsync(rows[0].MailId, [.. rows.Select(row => row.Recipient)], cancellationToken);
            return true;
        }
        finally
        {
            _removing.Release();
        }
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

    public void Dispose() => _removing.Dispose();
}
