using Gatepost.Gateway.Delivery.Transports;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Dsn;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Client;

namespace Gatepost.Gateway.Delivery.Queue;

/// <summary>What follows from an attempt for one recipient.</summary>
/// <param name="Attempt">How it ended.</param>
/// <param name="Update">The recipient's next state.</param>
/// <param name="Notice">What the sender is told, or null.</param>
/// <param name="Status">The enhanced status that the notice carries.</param>
internal sealed record AttemptVerdict(RecipientAttempt Attempt, RecipientUpdate Update, DsnAction? Notice, EnhancedStatus Status)
{
    /// <summary>The entry in a notice.</summary>
    public DsnRecipient ToDsn(SpoolEntry entry)
    {
        var recipient = entry.Record.Envelope.Recipients[Attempt.Recipient];
        return new DsnRecipient
        {
            Address = recipient.Address,
            OriginalRecipient = recipient.OriginalRecipient,
            Status = Status,
            RemoteMta = Attempt.Outcome.Reply is null ? null : Attempt.NextHop,
            Reply = Attempt.Outcome.Reply,
            Trouble = Attempt.Outcome.Reply is null && Attempt.Outcome.Kind != SmtpOutcomeKind.Delivered ? Attempt.Outcome.Words : null,
            LastAttempt = Update.At,
        };
    }
}
