using Gatepost.Gateway.Delivery.Notices;
using Gatepost.Gateway.Delivery.Transports;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Dsn;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Client;

namespace Gatepost.Gateway.Delivery.Queue;

/// <summary>Decides what follows from attempts: the next state, the time of the next attempt, who is told. Pure but for the jitter.</summary>
internal sealed class AttemptJudge(RetrySchedule schedule, DateTimeOffset now)
{
    /// <summary>RFC 3463: X.4.7, delivery time expired.</summary>
    private static readonly EnhancedStatus Expired = new(4, 4, 7);

    /// <param name="entry">The message.</param>
    /// <param name="attempt">How the attempt ended for one recipient.</param>
    /// <param name="isMailbox">True when delivered means "in the mailbox", not "at the next server".</param>
    /// <param name="notBefore">The destination's back-off, or null.</param>
    public AttemptVerdict Judge(SpoolEntry entry, RecipientAttempt attempt, bool isMailbox, DateTimeOffset? notBefore)
    {
        var recipient = entry.Record.Envelope.Recipients[attempt.Recipient];
        var state = entry.States[attempt.Recipient];
        var next = state with
        {
            At = now,
            Attempts = state.Attempts + 1,
            // Only delivery sets a next attempt: without one the recipient is new, or a person has released it, and its life begins now.
            QueuedSince = state.NextAttempt is null ? state.At : state.QueuedSince,
            NextAttempt = null,
            NextHop = attempt.NextHop,
            Reply = attempt.Outcome.Words,
        };
        return attempt.Outcome.Kind switch
        {
            SmtpOutcomeKind.Delivered => Delivered(attempt, next, recipient, isMailbox),
            SmtpOutcomeKind.Failed => Failed(attempt, next, recipient, attempt.Outcome.Status),
            _ => schedule.Next(entry, next, notBefore, now) is { } again
                ? Deferred(entry, attempt, next with { NextAttempt = again }, recipient)
                : Failed(attempt, next, recipient, Expired),
        };
    }

    private static AttemptVerdict Delivered(RecipientAttempt attempt, RecipientUpdate next, EnvelopeRecipient recipient, bool isMailbox)
    {
        DsnAction? notice = NotificationRules.WantsSuccess(recipient.Notify, attempt.DsnPassedOn)
            ? (isMailbox ? DsnAction.Delivered : DsnAction.Relayed)
            : null;
        return new(attempt, next with { Status = RecipientStatus.Delivered }, notice, new EnhancedStatus(2, 0, 0));
    }

    private static AttemptVerdict Failed(RecipientAttempt attempt, RecipientUpdate next, EnvelopeRecipient recipient, EnhancedStatus status) =>
        new(attempt, next with { Status = RecipientStatus.Bounced }, NotificationRules.WantsFailure(recipient.Notify) ? DsnAction.Failed : null, status);

    private AttemptVerdict Deferred(SpoolEntry entry, RecipientAttempt attempt, RecipientUpdate next, EnvelopeRecipient recipient)
    {
        var before = entry.States[attempt.Recipient].At;
        var tells = schedule.IsLate(entry, next, before, now) && entry.Record.Envelope.Sender is not null && NotificationRules.WantsDelay(recipient.Notify);
        return new(attempt, next with { DelayTold = next.DelayTold || tells }, tells ? DsnAction.Delayed : null, attempt.Outcome.Status);
    }
}
