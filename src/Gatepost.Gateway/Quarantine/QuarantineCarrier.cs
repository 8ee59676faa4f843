using System.Collections.Immutable;
using System.Globalization;
using System.Threading.Channels;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Nodes;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Quarantine;

/// <summary>
/// Puts copies into the quarantine: the content, once a message; the rows, one a recipient; the log; and last the spool, which then lets go. A step that
/// fails is repeated from the first, all of them being idempotent, and the message stays in the spool until then: a database that is locked or away
/// delays only what is shown.
/// </summary>
internal sealed partial class QuarantineCarrier(
    MailSpool spool, IQuarantineStore store, IContentStore contents, QuarantineRemoval removal, IMessageTurns turns,
    PolicySource policy, IMessageLog log, NodeId node, TimeProvider time,
    ILogger<QuarantineCarrier> logger) : BackgroundService, ISpoolCarrier
{
    /// <summary>Messages at once: more gains nothing, since the database has one writer.</summary>
    private const int AtOnce = 2;

    private readonly Channel<Work> _waiting = Channel.CreateUnbounded<Work>();

    public SpoolOutcome Outcome => SpoolOutcome.Quarantine;

    public void Take(SpoolEntry entry, SpoolCopy copy)
    {
        ArgumentNullException.ThrowIfNull(copy);
        _waiting.Writer.TryWrite(new Work(entry, copy.Number, Failures: 0));
    }

    /// <summary>The key of a message's content.</summary>
    internal static string KeyOf(MailId id) => id.Value.ToString("N", CultureInfo.InvariantCulture);

    /// <summary>One try: does everything, or throws.</summary>
    internal async Task StoreAsync(SpoolEntry entry, int copyNumber, CancellationToken cancellationToken)
    {
        var current = entry.Current;
        var recipients = current.Unfinished(copyNumber, SpoolOutcome.Quarantine);
        if (!entry.IsFinished && !recipients.IsEmpty)
            await StoreAsync(entry, current, current.Record.Copies.First(copy => copy.Number == copyNumber), recipients, cancellationToken);
        await TakeBackAsync(entry, cancellationToken);
        await FreeAsync(entry.Id, cancellationToken);
    }

    /// <summary>Until now other nodes left the rows alone: what they release must not come here once more. The spool has let go, so the sweep repeats it.</summary>
    private async Task FreeAsync(MailId id, CancellationToken cancellationToken)
    {
        try
        {
            await removal.FreeIfArrivedAsync(id, cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotFreed(logger, error, id, QuarantineLimits.SweepInterval);
        }
    }

    private async Task StoreAsync(
        SpoolEntry entry, SpoolSnapshot current, SpoolCopy copy, ImmutableArray<int> recipients, CancellationToken cancellationToken)
    {
        await using (var turn = await turns.EnterAsync(entry.Id, cancellationToken))
        {
            await using (var content = spool.OpenContent(entry).OpenRead())
                await contents.PutAsync(KeyOf(entry.Id), content, cancellationToken);
            await store.AddAsync(Rows(entry, current.Record, copy, recipients), cancellationToken);
            // Lost since the content was put: another may have removed it before the rows were there. Once more from the first, then.
            await turn.ConfirmAsync(cancellationToken);
        }
        var now = time.GetUtcNow();
        foreach (var recipient in recipients)
        {
            log.Append(new StatusLogged
            {
                At = now, MailId = entry.Id, Recipient = recipient, Status = RecipientStatus.Quarantined, Note = copy.Reason ?? $"area {AreaOf(copy).Name}",
            });
        }
        await spool.UpdateAsync(entry, [.. recipients.Select(recipient => current.States[recipient] with
        {
            Status = RecipientStatus.Quarantined, At = now, NextAttempt = null, By = copy.Rule,
        })], cancellationToken);
        Log.Quarantined(logger, entry.Id, AreaOf(copy).Name, recipients.Length);
    }

    /// <summary>
    /// A person who deleted the message while its rows were being made, or while a failed try was to be repeated, must not find it in the quarantine.
    /// </summary>
    private async Task TakeBackAsync(SpoolEntry entry, CancellationToken cancellationToken)
    {
        var record = entry.Current.Record;
        var deleted = record.Copies.Where(copy => copy.Outcome == SpoolOutcome.Delete).SelectMany(copy => copy.Recipients).ToHashSet();
        if (deleted.Count == 0)
            return;
        var rows = await store.FindAsync(entry.Id, cancellationToken);
        removal.LogDeleted([.. rows.Where(row => deleted.Contains(row.Recipient))], "deleted on its way into the quarantine");
        await removal.RemoveRowsAsync(entry.Id, [.. deleted], cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken };
        try
        {
            await policy.InForceAsync(stoppingToken);
            await Parallel.ForEachAsync(_waiting.Reader.ReadAllAsync(stoppingToken), options, TryAsync);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops; the spool offers what is left at the next start.
        }
    }

    private async ValueTask TryAsync(Work work, CancellationToken cancellationToken)
    {
        try
        {
            await StoreAsync(work.Entry, work.CopyNumber, cancellationToken);
        }
        catch (SpoolDamageException)
        {
            // The spool has set the file aside and said so; there is nothing left to carry.
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            var wait = QuarantineLimits.WaitAfter(work.Failures + 1);
            Log.NotStored(logger, error, work.Entry.Id, wait);
            _ = TryLaterAsync(work with { Failures = work.Failures + 1 }, wait, cancellationToken);
        }
    }

    private async Task TryLaterAsync(Work work, TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(wait, time, cancellationToken);
            _waiting.Writer.TryWrite(work);
        }
        catch (OperationCanceledException)
        {
            // The gateway stops; the spool offers the copy again at the next start.
        }
    }

    private List<QuarantinedMail> Rows(SpoolEntry entry, SpoolRecord record, SpoolCopy copy, ImmutableArray<int> recipients)
    {
        var (area, now, written) = (AreaOf(copy), time.GetUtcNow(), QuarantineRecords.Write(record));
        return [.. recipients.Select(recipient => new QuarantinedMail
        {
            MailId = entry.Id,
            Recipient = recipient,
            Address = record.Envelope.Recipients[recipient].Address.ToString(),
            Sender = record.Envelope.Sender?.ToString() ?? "",
            Subject = record.Subject,
            Area = area.Name,
            Rule = copy.Rule,
            Reason = copy.Reason,
            Size = entry.ContentLength,
            ContentKey = KeyOf(entry.Id),
            Record = written,
            At = now,
            ExpiresAt = now + area.ExpiresAfter,
            ArrivingOn = node.Value,
        })];
    }

    /// <summary>An area that a newer policy no longer has keeps its name and gets the time of the default one.</summary>
    private QuarantineArea AreaOf(SpoolCopy copy)
    {
        var areas = policy.Current.Areas;
        var name = copy.Area ?? QuarantineLimits.DefaultArea;
        if (areas.TryGetValue(name, out var area))
            return area;
        return new QuarantineArea(name, areas.TryGetValue(QuarantineLimits.DefaultArea, out area) ? area.ExpiresAfter : QuarantineLimits.DefaultExpiry);
    }

    private sealed record Work(SpoolEntry Entry, int CopyNumber, int Failures);

    private static partial class Log
    {
        [LoggerMessage(2, LogLevel.Information, "{MailId} is in the quarantine, area {Area}, for {Recipients} recipient(s)")]
        public static partial void Quarantined(ILogger logger, MailId mailId, string area, int recipients);

        [LoggerMessage(3, LogLevel.Warning, "{Id} is in the quarantine, but that this node is done with it could not be said; other nodes leave it alone until that is repeated, in {Interval} at most")]
        public static partial void NotFreed(ILogger logger, Exception error, MailId id, TimeSpan interval);

        [LoggerMessage(1, LogLevel.Warning, "Message {Id} cannot be put into the quarantine now; it stays in the spool, and it is tried again in {Wait}.")]
        public static partial void NotStored(ILogger logger, Exception error, MailId id, TimeSpan wait);
    }
}
