using System.Collections.Immutable;
using System.Text;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Smtp;

namespace Gatepost.Gateway.MessageLog;

/// <summary>Makes the <see cref="MessageLogged"/> line of a message: at acceptance, and again from the spool record after a crash.</summary>
internal static class MessageLines
{
    public static MessageLogged Of(
        SpoolRecord record, MailMessage message, Decision? decision, ImmutableArray<Direction> directions, SmtpReply reply, bool accepted, DateTimeOffset at)
    {
        var envelope = record.Envelope;
        return new MessageLogged
        {
            At = at,
            MailId = record.Id,
            SessionId = envelope.SessionId,
            Listener = envelope.Listener,
            ClientAddress = envelope.ClientAddress?.ToString(),
            Helo = envelope.Helo,
            Tls = envelope.Tls is { } tls ? $"{tls.Protocol} {tls.CipherSuite}" : null,
            Sender = envelope.Sender?.ToString() ?? "",
            Subject = record.Subject,
            MessageIdHeader = record.MessageIdHeader,
            Size = message.Content.Length,
            Accepted = accepted,
            Reply = reply.ToString(),
            Recipients = [.. envelope.Recipients.Select((recipient, i) => Recipient(record, recipient, i, decision, directions[i], accepted))],
            DecisionRecord = record.DecisionRecord.IsEmpty ? null : Encoding.UTF8.GetString(record.DecisionRecord.Span),
        };
    }

    private static RecipientLogged Recipient(
        SpoolRecord record, EnvelopeRecipient recipient, int index, Decision? decision, Direction direction, bool accepted)
    {
        var decided = decision?.Recipients[index];
        return new RecipientLogged(
            recipient.Address.ToString(), direction, decided?.Disposition ?? Disposition.Hold, decided?.Rule, decided?.Area,
            accepted ? InitialStatus(record, index) : null);
    }

    /// <summary>The state right after the 250: held, or queued for whatever is to be carried out.</summary>
    internal static RecipientStatus InitialStatus(SpoolRecord record, int recipient)
    {
        foreach (var copy in record.Copies)
        {
            if (copy.Recipients.Contains(recipient))
                return copy.Outcome is SpoolOutcome.Hold or SpoolOutcome.AwaitInspection ? RecipientStatus.Held : RecipientStatus.Queued;
        }
        return RecipientStatus.Queued;
    }
}
