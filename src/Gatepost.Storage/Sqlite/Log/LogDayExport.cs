using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool;
using Gatepost.Storage.Shared;
using Microsoft.Data.Sqlite;

namespace Gatepost.Storage.Sqlite.Log;

/// <summary>Reads a whole day file as the lines that would make it again, portion by portion, so that another database can load them.</summary>
internal static class LogDayExport
{
    /// <summary>The lines of the messages behind a row, with the row of the last of them; none and null when there are no more.</summary>
    public static (List<LogEntry> Lines, long? Last) Messages(SqliteConnection connection, long behind, int count)
    {
        var lines = new List<LogEntry>();
        long? last = null;
        foreach (var (row, id, isLogged) in Rows(connection, behind, count))
        {
            last = row;
            lines.AddRange(isLogged && LogDayReader.Find(connection, id) is { } found ? Whole(found) : LogDayReader.WithoutMessage(connection, row, id));
        }
        return (lines, last);
    }

    /// <summary>The refusals behind a number of them, in the order of their keys.</summary>
    public static List<LogEntry> Refusals(SqliteConnection connection, long behind, int count)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT DISTINCT session FROM refusal ORDER BY session LIMIT $count OFFSET $behind";
        command.Parameters.AddWithValue("$count", count);
        command.Parameters.AddWithValue("$behind", behind);
        var sessions = new List<Guid>();
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
                sessions.Add(LogValues.ToGuid(reader.GetFieldValue<byte[]>(0)));
        }
        return [.. sessions.SelectMany(session => LogDayReader.FindSession(connection, session))];
    }

    /// <summary>What a day holds, for a comparison.</summary>
    public static LogDayCounts Count(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT (SELECT COUNT(*) FROM message WHERE logged_at IS NOT NULL), (SELECT COUNT(*) FROM recipient), (SELECT COUNT(*) FROM attempt),
                (SELECT COUNT(*) FROM refusal), (SELECT COUNT(DISTINCT session) FROM refusal), (SELECT COUNT(*) FROM message)
            """;
        using var reader = command.ExecuteReader();
        reader.Read();
        return new LogDayCounts(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)) { Portions = reader.GetInt64(4) + reader.GetInt64(5) };
    }

    /// <summary>The state of each recipient stands in a line of its own, with its own time: in the message's it would get that of the message.</summary>
    private static IEnumerable<LogEntry> Whole(LoggedMessage found) =>
    [
        found.Message with { Recipients = [.. found.Message.Recipients.Select(recipient => recipient with { Status = null })] },
        .. found.Statuses,
        .. found.Attempts,
    ];

    private static List<(long Row, MailId Id, bool IsLogged)> Rows(SqliteConnection connection, long behind, int count)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, mail_id, logged_at IS NOT NULL FROM message WHERE id > $behind ORDER BY id LIMIT $count";
        command.Parameters.AddWithValue("$behind", behind);
        command.Parameters.AddWithValue("$count", count);
        using var reader = command.ExecuteReader();
        var rows = new List<(long, MailId, bool)>();
        while (reader.Read())
            rows.Add((reader.GetInt64(0), new MailId(LogValues.ToGuid(reader.GetFieldValue<byte[]>(1))), reader.GetBoolean(2)));
        return rows;
    }
}
