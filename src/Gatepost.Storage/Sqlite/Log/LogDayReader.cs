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
        SELECT message.logged_at, message.fraction, message.session, message.listener, message.client, message.helo, message.tls,
            sender.spelling, message.subject, message.message_id_header, message.size, message.accepted, message.reply, message.released_from,
            decision.record, message.id
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
        var row = reader.GetInt64(15);
        var recipients = ImmutableArray.CreateBuilder<RecipientLogged>();
        var statuses = ImmutableArray.CreateBuilder<StatusLogged>();
        ReadRecipients(connection, row, id, recipients, statuses);
        return new LoggedMessage(LogRows.ToMessage(reader, id) with { Recipients = recipients.ToImmutable() }, statuses.ToImmutable(), ReadAttempts(connection, row, id));
    }

    /// <summary>The refusals of a session.</summary>
    public static IReadOnlyList<RefusalLogged> FindSession(SqliteConnection connection, Guid session)
    {
        using var command = Command(connection, RefusalSql, "$session", LogValues.Blob(session));
        using var reader = command.ExecuteReader();
        var refusals = new List<RefusalLogged>();
        while (reader.Read())
            refusals.Add(LogRows.ToRefusal(reader, session));
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

    private static void ReadRecipients(
        SqliteConnection connection, long message, MailId id,
        ImmutableArray<RecipientLogged>.Builder recipients, ImmutableArray<StatusLogged>.Builder statuses)
    {
        using var command = Command(connection, RecipientSql, "$message", message);
        using var reader = command.ExecuteReader();
        while (reader.Read())
            LogRows.AddRecipient(reader, id, recipients, statuses);
    }

    private static ImmutableArray<AttemptLogged> ReadAttempts(SqliteConnection connection, long message, MailId id)
    {
        using var command = Command(connection, AttemptSql, "$message", message);
        using var reader = command.ExecuteReader();
        var attempts = ImmutableArray.CreateBuilder<AttemptLogged>();
        while (reader.Read())
            attempts.Add(LogRows.ToAttempt(reader, id));
        return attempts.ToImmutable();
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, string name, object value)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue(name, value);
        return command;
    }
}
