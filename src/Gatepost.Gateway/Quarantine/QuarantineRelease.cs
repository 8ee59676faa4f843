using System.Buffers;
using System.Collections.Concurrent;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.MessageLog.Loading;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Nodes;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Mime;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Quarantine;

/// <summary>
/// Lets quarantined recipients go on under a new mail id. In order: the rows are claimed for the new id, the new message is committed to the spool, the
/// claim says so, the log learns of it and that the old recipients left, and the rows go. A crash leaves a claim, and <see cref="RecoverAsync"/> sees whether the
/// new message was committed: then it finishes, else it takes the claim back. In the books the old recipients become deleted, and the new message counts
/// as accepted once more: both sides balance at every step.
/// </summary>
internal sealed partial class QuarantineRelease(
    IQuarantineStore store, IContentStore contents, QuarantineRemoval removal, MailSpool spool, SpoolDispatcher dispatcher, IMessageLog log,
    ILogStore logStore, MessageLogLoader loader, PolicySource policy, NodeId node, TimeProvider time, ILogger<QuarantineRelease> logger)
{
    private const int CopyOctets = 65_536;

    private readonly ConcurrentDictionary<MailId, bool> _underWay = new();

    /// <summary>Delivers rows of one message.</summary>
    public Task<QuarantineResult> ReleaseAsync(IReadOnlyList<QuarantinedMail> rows, string by, CancellationToken cancellationToken) => GoOnAsync(
        rows, "released", by, (original, recipients, id, content) =>
        {
            var now = time.GetUtcNow();
            var record = QuarantineRecords.Released(original, recipients, id, by, now);
            return ValueTask.FromResult(new ReprocessedMail(record, QuarantineRecords.Line(record, content.Length, policy.Current, now)));
        }, cancellationToken);

    /// <summary>Judges rows of one message again.</summary>
    public Task<QuarantineResult> ReprocessAsync(
        IReadOnlyList<QuarantinedMail> rows, string by, IReprocessor reprocessor, CancellationToken cancellationToken) => policy.Current.IsNone ? Task.FromResult(QuarantineResult.NoPolicy) : GoOnAsync(
        rows, "reprocessed", by, async (original, recipients, id, content) =>
        {
            var message = new MailMessage(id, QuarantineRecords.EnvelopeFor(original, recipients, time.GetUtcNow()), content);
            var judged = await reprocessor.ReprocessAsync(message, original, cancellationToken);
            return new ReprocessedMail(
                (judged.Record with { ReleasedFrom = original.Id, Trace = original.Trace }).Via(original.FrontNextHop), judged.Line with { ReleasedFrom = original.Id });
        }, cancellationToken);

    /// <summary>
    /// Finishes what a crash of this node interrupted. What another node claimed and did not come back to for long is finished where claim or log say that the new
    /// message was committed. It is never taken back: only the other spool knows that nothing was, and the log forgets.
    /// </summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        var abandoned = time.GetUtcNow() - QuarantineLimits.AbandonedAge;
        var claimed = await store.ClaimedAsync(removal.OwnName, abandoned, QuarantineLimits.ExpiryRows, cancellationToken);
        if (claimed.Count == 0)
            return;
        await loader.FlushAsync(cancellationToken);
        foreach (var release in claimed.GroupBy(row => (row.MailId, row.Claim!)).Where(release => !_underWay.ContainsKey(release.Key.Item2.ReleasedAs)))
        {
            var (id, claim) = release.Key;
            if (claim.IsCommitted || spool.Find(claim.ReleasedAs) is not null || await logStore.FindAsync(claim.ReleasedAs, cancellationToken) is not null)
            {
                if (await FinishAsync([.. release], claim, cancellationToken))
                    Log.Finished(logger, id, claim.ReleasedAs);
            }
            else if ((claim.Node.Length == 0 || removal.IsOwn(claim.Node)) && time.GetUtcNow() - claim.ReleasedAs.Time >= QuarantineLimits.ClaimAge)
            {
                await store.UnclaimAsync(id, claim.ReleasedAs, cancellationToken);
                Log.TakenBack(logger, id, claim.ReleasedAs);
            }
        }
    }

    private async Task<QuarantineResult> GoOnAsync(
        IReadOnlyList<QuarantinedMail> rows, string verb, string by,
        Func<SpoolRecord, IReadOnlyList<int>, MailId, MessageContent, ValueTask<ReprocessedMail>> judge, CancellationToken cancellationToken)
    {
        var newId = MailId.New(time);
        var claim = new QuarantineClaim(newId, $"{verb} as {newId} by {by}", node.Value);
        await using var content = await contents.OpenAsync(rows[0].ContentKey, cancellationToken);
        if (content is null)
            return QuarantineResult.ContentMissing;
        _underWay[newId] = true;
        try
        {
            var claimed = await store.ClaimAsync(rows[0].MailId, [.. rows.Select(row => row.Recipient)], claim, cancellationToken);
            if (claimed.Count == 0)
                return QuarantineResult.Busy;
            rows = [.. rows.Where(row => claimed.Contains(row.Recipient))];
            var (entry, line) = await CommitOrUnclaimAsync(rows, newId, content, judge, cancellationToken);
            // Committed: from here on nothing stops half-way for a caller who went away.
            await NoteCommittedAsync(rows[0].MailId, claim);
            // The line comes before the dispatch, so that a message that was delivered and left the spool is always known to the log.
            log.Append(line);
            dispatcher.Dispatch(entry);
            await FinishAsync(rows, claim, CancellationToken.None);
            Log.WentOn(logger, rows[0].MailId, rows.Count, claim.Note);
            return new QuarantineResult(QuarantineOutcome.Done, rows.Count, newId);
        }
        finally
        {
            _underWay.TryRemove(newId, out _);
        }
    }

    private async Task<(SpoolEntry Entry, MessageLogged Line)> CommitOrUnclaimAsync(
        IReadOnlyList<QuarantinedMail> rows, MailId newId, Stream content,
        Func<SpoolRecord, IReadOnlyList<int>, MailId, MessageContent, ValueTask<ReprocessedMail>> judge, CancellationToken cancellationToken)
    {
        try
        {
            await using var intake = spool.BeginIntake(newId);
            await CopyAsync(content, intake, cancellationToken);
            var judged = await judge(QuarantineRecords.Read(rows[0]), [.. rows.Select(row => row.Recipient)], newId, intake.Complete());
            return (await spool.CommitAsync(intake, judged.Record, cancellationToken), judged.Line);
        }
        catch
        {
            await store.UnclaimAsync(rows[0].MailId, newId, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Before the message can be delivered and leave the spool. While the database is away the spool says it, and after it the log.</summary>
    private async Task NoteCommittedAsync(MailId id, QuarantineClaim claim)
    {
        try
        {
            await store.CommittedAsync(id, claim.ReleasedAs, CancellationToken.None);
        }
        catch (Exception error)
        {
            Log.NotNoted(logger, error, id, claim.ReleasedAs);
        }
    }

    /// <summary>The new message is safe: the old recipients leave. Repeated by the recovery when it fails here, which it has logged then.</summary>
    private async Task<bool> FinishAsync(IReadOnlyList<QuarantinedMail> rows, QuarantineClaim claim, CancellationToken cancellationToken)
    {
        removal.LogDeleted(rows, claim.Note);
        try
        {
            await removal.RemoveRowsAsync(rows[0].MailId, [.. rows.Select(row => row.Recipient)], cancellationToken);
            return true;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            Log.RowsStay(logger, error, rows[0].MailId, claim.ReleasedAs);
            return false;
        }
    }

    private static async Task CopyAsync(Stream content, SpoolIntake intake, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(CopyOctets);
        try
        {
            while (await content.ReadAsync(buffer, cancellationToken) is > 0 and var read)
                await intake.WriteAsync(new ReadOnlySequence<byte>(buffer, 0, read), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4, LogLevel.Information, "{Id} left the quarantine for {Recipients} recipient(s): {Note}")]
        public static partial void WentOn(ILogger logger, MailId id, int recipients, string note);

        [LoggerMessage(1, LogLevel.Information, "The release of {Id} as {NewId}, which a crash interrupted, was finished.")]
        public static partial void Finished(ILogger logger, MailId id, MailId newId);

        [LoggerMessage(2, LogLevel.Warning,
            "The release of {Id} as {NewId} was interrupted before anything was committed; the message stays in the quarantine.")]
        public static partial void TakenBack(ILogger logger, MailId id, MailId newId);

        [LoggerMessage(5, LogLevel.Warning, "Message {Id} goes on as {NewId}, but the quarantine could not be told so yet.")]
        public static partial void NotNoted(ILogger logger, Exception error, MailId id, MailId newId);

        [LoggerMessage(3, LogLevel.Warning, "Message {Id} goes on as {NewId}, but its rows in the quarantine could not be removed yet; that is tried again.")]
        public static partial void RowsStay(ILogger logger, Exception error, MailId id, MailId newId);
    }
}
