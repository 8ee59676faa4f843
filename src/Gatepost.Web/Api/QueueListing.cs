using System.Collections.Immutable;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Spool;

namespace Gatepost.Web.Api;

/// <summary>Shows spool entries.</summary>
internal static class QueueListing
{
    public static QueuedMail Of(SpoolEntry entry)
    {
        var record = entry.Record;
        return new QueuedMail
        {
            Id = record.Id,
            ReceivedAt = record.Envelope.ReceivedAt,
            Client = record.Envelope.ClientAddress?.ToString(),
            Sender = record.Envelope.Sender?.ToString() ?? "",
            Subject = record.Subject,
            Size = entry.ContentLength,
            Recipients = [.. entry.States.Select(state => Recipient(record, state))],
        };
    }

    private static QueuedRecipient Recipient(SpoolRecord record, RecipientUpdate state)
    {
        var copy = record.Copies.FirstOrDefault(copy => copy.Recipients.Contains(state.Recipient));
        return new QueuedRecipient
        {
            Address = record.Envelope.Recipients[state.Recipient].Address.ToString(),
            Status = state.Status,
            At = state.At,
            Attempts = state.Attempts,
            NextAttempt = state.NextAttempt,
            NextHop = state.NextHop,
            Via = copy?.NextHop?.ToString(),
            Reply = state.Reply,
            Reason = state.Status == RecipientStatus.Held ? state.By is { } by ? "held by " + by : copy?.Reason ?? copy?.Rule : null,
        };
    }
}
