using System.Collections.Immutable;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool;
using Gatepost.Storage.Shared;
using Microsoft.Data.Sqlite;

namespace Gatepost.Storage.Sqlite.Log;

/// <summary>Reads whole messages, sessions and the books of one day file.</summary>
internal static class LogDayReader
{
    private const string MessageSql =
        """
        SELECT message.id, message.logged_at, message.fraction, message.session, message.listener, message.client, message.helo, message.tls,
            sender.spelling, message.subject, message.message_id_header, message.size, message.accepted, message.reply, message.released_from,
            decision.record
        FROM message
        JOIN address AS sender ON sender.id = message.sender
        LEFT JOIN decision ON decision.message = message.id
        WHERE message.mail_id = $id AND message.logged_at IS NOT NULL
        """;

    private const string RecipientSql =
        """
        SELECT recipient.number, address.spelling, recipient.direction, recipient.disposition, recipient.rule, recipient.area,
            recipient.status, recipient.status_at, recipient.status_rank, recipient.note
        FROM recipient JOIN address ON address.id = recipient.address
        WHERE recipient.message = $message ORDER BY recipient.number
        """;

    private const string AttemptSql =
        "SELECT recipient, attempt, at, next_hop, outcome, reply, tls FROM attempt WHERE message = $message ORDER BY recipient, attempt";

    private const string RefusalSql =
        """
        SELECT refusal.number, refusal.at, refusal.listener, refusal.client, refusal.helo, sender.spelling, address.spelling, refusal.command,
            refusal.reply, refusal.mail_id
        FROM refusal
        LEFT JOIN address ON address.id = refusal.recipient
        LEFT JOIN address AS sender ON sender.id = refusal.sender
        WHERE refusal.session = $session ORDER BY refusal.number
        """;

    /// <summary>Everything of a message, or null.</summary>
    public static LoggedMessage? Find(SqliteConnection connection, MailId id)
    {
        using var command = Command(connection, MessageSql, "$id", LogValues.Blob(id.Value));
        using var reader = command.ExecuteReader();
        if (!reader.Read())
            return null;
        var row = reader.GetInt64(0);
        var recipients = ImmutableArray.CreateBuilder<RecipientLogged>();
        var statuses = ImmutableArray.CreateBuilder<StatusLogged>();
        ReadRecipients(connection, row, id, recipients, statuses);
        return new LoggedMessage(ToMessage(reader, id, recipients.ToImmutable()), statuses.ToImmutable(), ReadAttempts(connection, row, id));
    }

    /// <summary>The refusals of a session.</summary>
    public static IReadOnlyList<RefusalLogged> FindSession(SqliteConnection connection, Guid session)
    {
        using var command = Command(connection, RefusalSql, "$session", LogValues.Blob(session));
        using var reader = command.ExecuteReader();
        var refusals = new List<RefusalLogged>();
        while (reader.Read())
            refusals.Add(ToRefusal(reader, session));
        return refusals;
    }

    /// <summary>States and attempts of a message whose own line has not come.</summary>
    public static IEnumerable<LogEntry> WithoutMessage(SqliteConnection connection, long row, MailId id)
    {
        var lines = new List<LogEntry>();
        using var command = Command(connection, "SELECT number, status, status_at, status_rank, note FROM recipient WHERE message = $message AND status IS NOT NULL", "$message", row);
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                lines.Add(new StatusLogged
                {
                    MailId = id,
                    Recipient = reader.GetInt32(0),
                    Status = (RecipientStatus)reader.GetInt32(1),
                    At = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(2)).AddTicks(LogValues.FractionOfRank(reader.GetInt64(3))),
                    Note = reader.Text(4),
                });
            }
        }
        lines.AddRange(ReadAttempts(connection, row, id));
        return lines;
    }

    private static MessageLogged ToMessage(SqliteDataReader reader, MailId id, ImmutableArray<RecipientLogged> recipients) => new()
    {
        MailId = id,
        At = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1)).AddTicks(reader.GetInt64(2)),
        SessionId = LogValues.ToGuid(reader.GetFieldValue<byte[]>(3)),
        Listener = reader.GetString(4),
        ClientAddress = reader.Text(5),
        Helo = reader.Text(6),
        Tls = reader.Text(7),
        Sender = reader.GetString(8),
        Subject = reader.Text(9),
        MessageIdHeader = reader.Text(10),
        Size = reader.GetInt64(11),
        Accepted = reader.GetBoolean(12),
        Reply = reader.Text(13),
        ReleasedFrom = reader.IsDBNull(14) ? null : new MailId(LogValues.ToGuid(reader.GetFieldValue<byte[]>(14))),
        Recipients = recipients,
        DecisionRecord = reader.IsDBNull(15) ? null : LogValues.Decompress(reader.GetFieldValue<byte[]>(15)),
    };

    private static void ReadRecipients(
        SqliteConnection connection, long message, MailId id,
        ImmutableArray<RecipientLogged>.Builder recipients, ImmutableArray<StatusLogged>.Builder statuses)
    {
        using var command = Command(connection, RecipientSql, "$message", message);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            RecipientStatus? status = reader.IsDBNull(6) ? null : (RecipientStatus)reader.GetInt32(6);
            recipients.Add(new RecipientLogged(
                reader.GetString(1), (Direction)reader.GetInt32(2), LogValues.ToDisposition(reader.GetString(3)), reader.Text(4), reader.Text(5), status));
            if (status is { } state)
            {
                statuses.Add(new StatusLogged
                {
                    MailId = id,
                    Recipient = reader.GetInt32(0),
                    At = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(7)).AddTicks(LogValues.FractionOfRank(reader.GetInt64(8))),
                    Status = state,
                    Note = reader.Text(9),
                });
            }
        }
    }

    private static ImmutableArray<AttemptLogged> ReadAttempts(SqliteConnection connection, long message, MailId id)
    {
        using var command = Command(connection, AttemptSql, "$message", message);
        using var reader = command.ExecuteReader();
        var attempts = ImmutableArray.CreateBuilder<AttemptLogged>();
        while (reader.Read())
        {
            attempts.Add(new AttemptLogged
            {
                MailId = id,
                Recipient = reader.GetInt32(0),
                Attempt = reader.GetInt32(1),
                At = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(2)),
                NextHop = reader.GetString(3),
                Outcome = reader.GetString(4),
                Reply = reader.GetString(5),
                Tls = reader.Text(6),
            });
        }
        return attempts.ToImmutable();
    }

    private static RefusalLogged ToRefusal(SqliteDataReader reader, Guid session) => new()
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
        MailId = reader.IsDBNull(9) ? null : new MailId(LogValues.ToGuid(reader.GetFieldValue<byte[]>(9))),
    };

    private static SqliteCommand Command(SqliteConnection connection, string sql, string name, object value)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue(name, value);
        return command;
    }
}
