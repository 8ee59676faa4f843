using System.Collections.Immutable;
using Gatepost.Gateway.Delivery.Notices;
using Gatepost.Gateway.Delivery.Transports;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Dsn;
using Gatepost.Mail.Smtp.Client;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Delivery.Queue;

/// <summary>
/// Makes an attempt's outcome lasting, in this order: the notices (a bounce must be on disk before the message that it is about may go), the log, the
/// spool. A crash in between repeats a notice or a delivery, and loses nothing. Thread-safe.
/// </summary>
internal sealed partial class AttemptRecorder(
    MailSpool spool, IMessageLog log, DeliveryNotices notices, PolicySource policy, DeliveryLimits limits, Random random, TimeProvider time,
    ILogger<AttemptRecorder> logger, DeliveryMetrics? metrics = null)
{
    /// <summary>The longest wait for our own disk between two tries.</summary>
    private static readonly TimeSpan LongestDiskRetry = TimeSpan.FromSeconds(30);

    /// <summary>Records an attempt; returns when all of it is on disk. While the disk refuses, it waits and repeats.</summary>
    public async Task RecordAsync(DeliveryJob job, AttemptResult result, NextHopRoute? route, DateTimeOffset? notBefore, CancellationToken cancellationToken)
    {
        var entry = job.Entry;
        var schedule = new RetrySchedule(policy.Current.Delivery.ProfileOf(route), random);
        var isMailbox = route is { Maildir: not null } or { Protocol: SmtpClientProtocol.Lmtp };
        var judge = new AttemptJudge(schedule, time.GetUtcNow());
        var verdicts = result.Recipients.Select(attempt => judge.Judge(entry, attempt, isMailbox, notBefore)).ToImmutableArray();
        foreach (var group in verdicts.Where(verdict => verdict.Notice is not null).GroupBy(verdict => verdict.Notice!.Value))
            await TellAsync(entry, group.Key, [.. group], schedule, cancellationToken);
        foreach (var verdict in verdicts)
            Append(entry, verdict);
        // What the next hop has said is written down even while the gateway stops: it would be sent again otherwise.
        await UntilOnDiskAsync(
            entry, () => spool.UpdateAsync(entry, [.. verdicts.Select(verdict => verdict.Update)], CancellationToken.None).AsTask(), cancellationToken);
    }

    private Task TellAsync(
        SpoolEntry entry, DsnAction action, ImmutableArray<AttemptVerdict> verdicts, RetrySchedule schedule, CancellationToken cancellationToken)
    {
        var recipients = verdicts.Select(verdict => verdict.ToDsn(entry)).ToImmutableArray();
        DateTimeOffset? until = action == DsnAction.Delayed ? verdicts.Min(verdict => schedule.ExpiryOf(entry, verdict.Update)) : null;
        return UntilOnDiskAsync(entry, () => notices.SendAsync(entry, action, recipients, until, CancellationToken.None), cancellationToken);
    }

    private async Task UntilOnDiskAsync(SpoolEntry entry, Func<Task> write, CancellationToken cancellationToken)
    {
        for (var wait = limits.DiskRetry; ; wait = wait * 2 < LongestDiskRetry ? wait * 2 : LongestDiskRetry)
        {
            try
            {
                await write();
                return;
            }
            catch (Exception trouble) when (trouble is UnauthorizedAccessException or (IOException and not SpoolDamageException))
            {
                Log.DiskRefuses(logger, entry.Id, wait.TotalSeconds, trouble.Message);
            }
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    private void Append(SpoolEntry entry, AttemptVerdict verdict)
    {
        var (attempt, update) = (verdict.Attempt, verdict.Update);
        var address = entry.Record.Envelope.Recipients[attempt.Recipient].Address.ToString();
        Count(entry, attempt.Outcome.Kind);
        log.Append(new AttemptLogged
        {
            At = update.At,
            MailId = entry.Id,
            Recipient = attempt.Recipient,
            Attempt = update.Attempts,
            NextHop = attempt.NextHop,
            Outcome = Words(attempt.Outcome.Kind),
            Reply = attempt.Outcome.Words,
            Tls = attempt.Tls,
        });
        if (update.Status.IsFinal() && !entry.States[attempt.Recipient].Status.IsFinal())
        {
            log.Append(new StatusLogged
            {
                At = update.At,
                MailId = entry.Id,
                Recipient = attempt.Recipient,
                Status = update.Status,
                Note = attempt.Outcome.Words,
            });
        }
        var by = attempt.Outcome.Reply is null ? attempt.NextHop : $"{attempt.NextHop} ({attempt.Tls ?? "in clear"})";
        if (update.NextAttempt is { } next)
            Log.Deferred(logger, entry.Id, address, by, attempt.Outcome.Words, next.UtcDateTime);
        else
            Log.Attempted(logger, entry.Id, Words(attempt.Outcome.Kind), address, by, attempt.Outcome.Words);
    }

    private void Count(SpoolEntry entry, SmtpOutcomeKind kind)
    {
        metrics?.Attempted(Words(kind));
        if (kind == SmtpOutcomeKind.Delivered)
            metrics?.Delivered(time.GetUtcNow() - entry.Record.Envelope.ReceivedAt);
    }

    private static string Words(SmtpOutcomeKind kind) => kind switch
    {
        SmtpOutcomeKind.Delivered => "delivered",
        SmtpOutcomeKind.Failed => "failed",
        _ => "deferred",
    };

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Information, "{MailId} {Outcome} for <{Recipient}> by {NextHop}: {Words}")]
        public static partial void Attempted(
            ILogger logger, Gatepost.Gateway.Messages.MailId mailId, string outcome, string recipient, string nextHop, string words);

        [LoggerMessage(2002, LogLevel.Information, "{MailId} deferred for <{Recipient}> by {NextHop}: {Words}. Next attempt at {NextAttempt:yyyy-MM-dd HH:mm:ss} UTC")]
        public static partial void Deferred(
            ILogger logger, Gatepost.Gateway.Messages.MailId mailId, string recipient, string nextHop, string words, DateTime nextAttempt);

        [LoggerMessage(LogLevel.Error, "The outcome of message {Id} cannot be written to the spool; trying again in {Seconds} s: {Trouble}")]
        public static partial void DiskRefuses(ILogger logger, Gatepost.Gateway.Messages.MailId id, double seconds, string trouble);
    }
}
