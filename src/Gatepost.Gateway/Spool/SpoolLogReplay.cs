using System.Collections.Immutable;
using System.Text;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;

namespace Gatepost.Gateway.Spool;

/// <summary>
/// The log lines of a spooled message, made again from its record: a crash can take the last second of the journal, never mail that was accepted.
/// Loading them beside lines that are there already changes nothing.
/// </summary>
public static class SpoolLogReplay
{
    /// <summary>The line of the message, then one for each recipient whose state is no longer the first.</summary>
    public static IEnumerable<LogEntry> Lines(SpoolEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var current = entry.Current;
        var first = RecipientStates.Initial(current.Record);
        return [Message(current.Record, entry.ContentLength, DecisionRecord.Read(current.Record.DecisionRecord.Span)), .. current.States.Where(state => state != first[state.Recipient]).Select(state => Status(entry.Id, state))];
    }

    /// <summary>The line of an accepted message; acceptance says it with its reply, a start without.</summary>
    internal static MessageLogged Message(SpoolRecord record, long size, DecisionRecord? decided)
    {
        var envelope = record.Envelope;
        return new MessageLogged
        {
            At = envelope.ReceivedAt,
            MailId = record.Id,
            SessionId = envelope.SessionId,
            Listener = envelope.Listener,
            ClientAddress = envelope.ClientAddress?.ToString(),
            Helo = envelope.Helo,
            Tls = envelope.Tls is { } tls ? $"{tls.Protocol} {tls.CipherSuite}" : null,
            Sender = envelope.Sender?.ToString() ?? "",
            Subject = record.Subject,
            MessageIdHeader = record.MessageIdHeader,
            Size = size,
            Accepted = true,
            ReleasedFrom = record.ReleasedFrom,
            Recipients = [.. envelope.Recipients.Select((recipient, index) => Recipient(record, decided, recipient, index))],
            DecisionRecord = record.DecisionRecord.IsEmpty ? null : Encoding.UTF8.GetString(record.DecisionRecord.Span),
        };
    }

    private static RecipientLogged Recipient(SpoolRecord record, DecisionRecord? decided, EnvelopeRecipient recipient, int index)
    {
        var copy = RecipientStates.CopyOf(record, index);
        var outcome = copy?.Outcome ?? SpoolOutcome.Deliver;
        var direction = decided is { Directions: { IsDefault: false } directions } && index < directions.Length ? directions[index] : Direction.Incoming;
        var decision = decided?.Decision is { Recipients: { IsDefault: false } decisions } && index < decisions.Length ? decisions[index] : null;
        return new RecipientLogged(
            recipient.Address.ToString(), direction, decision?.Disposition ?? Disposition(outcome), decision?.Rule ?? copy?.Rule,
            decision?.Area ?? copy?.Area, outcome.Waiting());
    }

    private static Disposition Disposition(SpoolOutcome outcome) => outcome switch
    {
        SpoolOutcome.Hold or SpoolOutcome.AwaitInspection => Policies.Disposition.Hold,
        SpoolOutcome.Quarantine => Policies.Disposition.Quarantine,
        SpoolOutcome.Delete => Policies.Disposition.Delete,
        SpoolOutcome.Bounce => Policies.Disposition.Reject,
        _ => Policies.Disposition.Deliver,
    };

    private static StatusLogged Status(MailId id, RecipientUpdate state) => new()
    {
        At = state.At,
        MailId = id,
        Recipient = state.Recipient,
        Status = state.Status,
        Note = state.Reply ?? (state.By is { } by ? $"by {by}" : null),
    };
}
