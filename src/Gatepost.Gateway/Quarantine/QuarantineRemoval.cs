using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Nodes;
using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.Quarantine;

/// <summary>
/// Takes rows out of the quarantine, and the content when nothing refers to it any more: the content first, so that a crash in between leaves rows that can
/// be removed again, and not content that nobody finds. What refers to it is asked in the message's turn, since callers may hold rows that are gone by then.
/// </summary>
internal sealed class QuarantineRemoval(
    MailSpool spool, IQuarantineStore store, IContentStore contents, IMessageTurns turns, IMessageLog log, NodeId node, INodeLeases leases, TimeProvider time)
{
    /// <summary>True while a spool, this node's or another's, still puts copies of a message into the quarantine: rows may still come, or come once more.</summary>
    public bool IsArriving(MailId id, IEnumerable<QuarantinedMail> rows) => IsArrivingHere(id) || rows.Any(row => row.ArrivingOn is { } other && !IsOwn(other));

    /// <summary>True of the name by which rows know this node. Where no other shares them every name is: its id may have been lost, the spool is the same.</summary>
    public bool IsOwn(string name) => !leases.AreShared || name == node.Value;

    /// <summary>The name by which rows are asked for; null for any.</summary>
    public string? OwnName => leases.AreShared ? node.Value : null;

    /// <summary>True of a row that a node has been at work on for so long that it is not waited for any more, by those who only remove.</summary>
    public bool IsAbandoned(QuarantinedMail row) =>
        (row.Claim?.ReleasedAs.Time ?? row.At) is var since && since < time.GetUtcNow() - QuarantineLimits.AbandonedAge;

    /// <summary>Messages with rows that wait for this node's spool to let them go, or that it let go and did not say so because it was killed or the database was away.</summary>
    public Task<IReadOnlyList<MailId>> ArrivingAsync(int skip, CancellationToken cancellationToken) =>
        store.ArrivingAsync(OwnName, skip, QuarantineLimits.ExpiryRows, cancellationToken);

    /// <summary>
    /// Frees the rows of one message; false when this node's spool is not done with it. In the message's turn, as rows are put there: a copy that is decided late may bring some in between.
    /// </summary>
    public async Task<bool> FreeIfArrivedAsync(MailId id, CancellationToken cancellationToken)
    {
        await using var turn = await turns.EnterAsync(id, cancellationToken);
        if (IsArrivingHere(id) || spool.MayComeBack(id))
            return false;
        // Once they are free another node may release them: after a power cut the spool must not offer them again.
        if (leases.AreShared)
            await spool.SyncRemovalsAsync();
        await turn.ConfirmAsync(cancellationToken);
        await store.ArrivedAsync(id, OwnName, cancellationToken);
        return true;
    }

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
        {
            // Lost since it was counted: another may be putting rows there.
            await turn.ConfirmAsync(cancellationToken);
            await contents.DeleteAsync(key, cancellationToken);
        }
        await store.RemoveAsync(id, recipients, cancellationToken);
    }

    /// <summary>Says of quarantined recipients that they left.</summary>
    public void LogDeleted(IReadOnlyList<QuarantinedMail> rows, string note)
    {
        var now = time.GetUtcNow();
        foreach (var row in rows)
            log.Append(new StatusLogged { At = now, MailId = row.MailId, Recipient = row.Recipient, Status = RecipientStatus.Deleted, Note = note });
    }

    private bool IsArrivingHere(MailId id) => spool.Find(id) is { } entry && IsArriving(entry.Current);

    private static bool IsArriving(SpoolSnapshot current) => current.Record.Copies.Any(copy =>
        copy.Outcome == SpoolOutcome.Quarantine && !current.Unfinished(copy.Number, SpoolOutcome.Quarantine).IsEmpty);
}
