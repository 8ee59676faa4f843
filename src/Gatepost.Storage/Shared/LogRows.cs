using System.Collections.Immutable;
using System.Data.Common;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool;

namespace Gatepost.Storage.Shared;

/// <summary>Rows of the message log as both databases give them: the order of columns is that of the queries of each <c>LogDayReader</c>.</summary>
internal static class LogRows
{
    /// <summary>Null for NULL.</summary>
    internal static string? Text(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>The message's own line; its recipients are rows of their own.</summary>
    internal static MessageLogged ToMessage(DbDataReader reader, MailId id) => new()
    {
        MailId = id,
        At = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(0)).AddTicks(reader.GetInt32(1)),
        SessionId = Uuid(reader, 2),
        Listener = reader.GetString(3),
        ClientAddress = reader.Text(4),
        Helo = reader.Text(5),
        Tls = reader.Text(6),
        Sender = reader.GetString(7),
        Subject = reader.Text(8),
        MessageIdHeader = reader.Text(9),
        Size = reader.GetInt64(10),
        Accepted = reader.GetBoolean(11),
        Reply = reader.Text(12),
        ReleasedFrom = reader.IsDBNull(13) ? null : new MailId(Uuid(reader, 13)),
        DecisionRecord = reader.IsDBNull(14) ? null : LogValues.Decompress(reader.GetFieldValue<byte[]>(14)),
        Recipients = [],
    };

    /// <summary>A recipient, and its state when that is known.</summary>
    internal static void AddRecipient(
        DbDataReader reader, MailId id, ImmutableArray<RecipientLogged>.Builder recipients, ImmutableArray<StatusLogged>.Builder statuses)
    {
        RecipientStatus? status = reader.IsDBNull(6) ? null : (RecipientStatus)reader.GetInt32(6);
        recipients.Add(new RecipientLogged(
            reader.GetString(1), (Direction)reader.GetInt32(2), LogValues.ToDisposition(reader.GetString(3)), reader.Text(4), reader.Text(5), status));
        if (status is not { } state)
            return;
        statuses.Add(new StatusLogged
        {
            MailId = id,
            Recipient = reader.GetInt32(0),
            At = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(7)).AddTicks(LogValues.FractionOfRank(reader.GetInt64(8))),
            Status = state,
            Note = reader.Text(9),
        });
    }

    /// <summary>An attempt of delivery.</summary>
    internal static AttemptLogged ToAttempt(DbDataReader reader, MailId id) => new()
    {
        MailId = id,
        Recipient = reader.GetInt32(0),
        Attempt = reader.GetInt32(1),
        At = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(2)),
        NextHop = reader.GetString(3),
        Outcome = reader.GetString(4),
        Reply = reader.GetString(5),
        Tls = reader.Text(6),
    };

    /// <summary>A refusal.</summary>
    internal static RefusalLogged ToRefusal(DbDataReader reader, Guid session) => new()
    {
        SessionId = session,
        Number = reader.GetInt32(0),
        At = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1)),
        Listener = reader.GetString(2),
        ClientAddress = reader.GetString(3),
        Helo = reader.Text(4),
        Sender = reader.Text(5),
        Recipient = reader.Text(6),
        Command = reader.GetString(7),
        Reply = reader.GetString(8),
        MailId = reader.IsDBNull(9) ? null : new MailId(Uuid(reader, 9)),
    };

    /// <summary>SQLite has no type for it, and keeps its octets.</summary>
    private static Guid Uuid(DbDataReader reader, int column) => reader.GetValue(column) is byte[] octets ? LogValues.ToGuid(octets) : reader.GetGuid(column);
}
