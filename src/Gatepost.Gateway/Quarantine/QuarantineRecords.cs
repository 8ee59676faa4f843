using System.Collections.Immutable;
using System.Text.Json;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.Quarantine;

/// <summary>What a row's record says, and the records that follow from it. Pure functions.</summary>
internal static class QuarantineRecords
{
    public static string Write(SpoolRecord record) => JsonSerializer.Serialize(record, GatepostJson.Default.SpoolRecord);

    public static SpoolRecord Read(QuarantinedMail row) =>
        JsonSerializer.Deserialize(row.Record, GatepostJson.Default.SpoolRecord) ?? throw new JsonException($"The record of {row.MailId} is empty.");

    /// <summary>
    /// The envelope of a message that goes on for some recipients. Its life begins now: retries are counted from here, not from an arrival weeks ago.
    /// </summary>
    public static Envelope EnvelopeFor(SpoolRecord original, IReadOnlyList<int> recipients, DateTimeOffset now) => original.Envelope with
    {
        Recipients = [.. recipients.Select(recipient => original.Envelope.Recipients[recipient])],
        ReceivedAt = now,
    };

    /// <summary>The record of a release: to be delivered, with the edits that were recorded, under the trace of the first arrival.</summary>
    public static SpoolRecord Released(SpoolRecord original, IReadOnlyList<int> recipients, MailId id, string by, DateTimeOffset now)
    {
        var reason = $"released from the quarantine by {by}";
        var copies = original.Copies
            .Select(copy => (Copy: copy, Recipients: Positions(copy.Recipients, recipients)))
            .Where(group => !group.Recipients.IsEmpty)
            .Select((group, number) => group.Copy with
            {
                Number = number, Outcome = SpoolOutcome.Deliver, Recipients = group.Recipients, Area = null, Reason = reason,
            });
        return original with
        {
            Id = id,
            Envelope = EnvelopeFor(original, recipients, now) with { Listener = "local" },
            Copies = [.. copies],
            ReleasedFrom = original.Id,
            DecisionRecord = ReleasedDecision(original, recipients, id, reason),
        };
    }

    /// <summary>The line of a release for the message log.</summary>
    public static MessageLogged Line(SpoolRecord record, long size, PolicySnapshot policy, DateTimeOffset now) => new()
    {
        At = now,
        MailId = record.Id,
        SessionId = record.Envelope.SessionId,
        Listener = record.Envelope.Listener,
        ClientAddress = record.Envelope.ClientAddress?.ToString(),
        Helo = record.Envelope.Helo,
        Tls = record.Envelope.Tls is { } tls ? $"{tls.Protocol} {tls.CipherSuite}" : null,
        Sender = record.Envelope.Sender?.ToString() ?? "",
        Subject = record.Subject,
        MessageIdHeader = record.MessageIdHeader,
        Size = size,
        Accepted = true,
        Reply = record.Copies[0].Reason,
        ReleasedFrom = record.ReleasedFrom,
        Recipients = [.. record.Envelope.Recipients.Select((recipient, index) => new RecipientLogged(
            recipient.Address.ToString(),
            policy.InternalDomains.Contains(recipient.Address) ? Direction.Incoming : Direction.Outgoing,
            Disposition.Deliver,
            record.Copies.First(copy => copy.Recipients.Contains(index)).Rule,
            null,
            RecipientStatus.Queued))],
        DecisionRecord = record.DecisionRecord.IsEmpty ? null : System.Text.Encoding.UTF8.GetString(record.DecisionRecord.Span),
    };

    private static ReadOnlyMemory<byte> ReleasedDecision(SpoolRecord original, IReadOnlyList<int> recipients, MailId id, string reason)
    {
        if (DecisionRecord.Read(original.DecisionRecord.Span) is not { } decision)
            return default;
        var released = decision with
        {
            MailId = id,
            Decision = decision.Decision with { Recipients = Subset(decision.Decision.Recipients, recipients) },
            Directions = Subset(decision.Directions, recipients),
            FrontNote = $"{reason}; it was {original.Id}",
        };
        return JsonSerializer.SerializeToUtf8Bytes(released, GatepostJson.Default.DecisionRecord);
    }

    private static ImmutableArray<T> Subset<T>(ImmutableArray<T> all, IReadOnlyList<int> indexes) =>
        all.IsDefault ? [] : [.. indexes.Where(index => index < all.Length).Select(index => all[index])];

    /// <summary>Where the recipients of a copy stand in the new envelope.</summary>
    private static ImmutableArray<int> Positions(ImmutableArray<int> ofCopy, IReadOnlyList<int> recipients) =>
        [.. Enumerable.Range(0, recipients.Count).Where(position => ofCopy.Contains(recipients[position]))];
}
