using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Spool;
using Gatepost.Storage.Shared;
using Microsoft.Data.Sqlite;

namespace Gatepost.Storage.Sqlite.Log;

/// <summary>
/// The books of one day file. Accepted comes from the messages, the rest from the recipients' states: a recipient without one shows. A day that is over and lies
/// whole in the range is counted once, and its books are kept in it until a line is loaded into it.
/// </summary>
internal sealed record LogDayBooks(long Accepted, long[] ByStatus)
{
    /// <summary>The place of the accepted among the states.</summary>
    private const int OfAccepted = -1;

    private const string Counts =
        """
        SELECT -1, COALESCE(SUM(recipients), 0) FROM message WHERE accepted AND {0}
        UNION ALL
        SELECT recipient.status, COUNT(*) FROM message CROSS JOIN recipient ON recipient.message = message.id
        WHERE message.accepted AND recipient.status IS NOT NULL AND recipient.number < message.recipients AND {0}
        GROUP BY recipient.status
        """;

    /// <summary>A day without lines.</summary>
    public static LogDayBooks None => new(0, new long[Enum.GetValues<RecipientStatus>().Length]);

    /// <summary>The part of a day from a time on.</summary>
    public static LogDayBooks Since(SqliteConnection connection, DateTimeOffset since) =>
        Read(connection, Counts.Replace("{0}", "message.mail_id >= $since", StringComparison.Ordinal), LogValues.FirstIdAt(since))!;

    /// <summary>The whole day: as kept, or counted and then kept.</summary>
    public static LogDayBooks Whole(SqliteConnection connection) => Kept(connection) ?? CountAndKeep(connection);

    /// <summary>The whole day, counted.</summary>
    public static LogDayBooks Counted(SqliteConnection connection) => Read(connection, Counts.Replace("{0}", "TRUE", StringComparison.Ordinal), since: null)!;

    /// <summary>The sum of days.</summary>
    public static LogBooks Sum(IReadOnlyCollection<LogDayBooks> days)
    {
        long Of(RecipientStatus status) => days.Sum(day => day.ByStatus[(int)status]);
        return new(
            days.Sum(day => day.Accepted), Of(RecipientStatus.Queued), Of(RecipientStatus.Held), Of(RecipientStatus.Delivered), Of(RecipientStatus.Bounced),
            Of(RecipientStatus.Quarantined), Of(RecipientStatus.Deleted));
    }

    private static LogDayBooks? Kept(SqliteConnection connection) => Read(connection, "SELECT status, recipients FROM books", since: null);

    private static LogDayBooks CountAndKeep(SqliteConnection connection)
    {
        // The snapshot that is counted is the one that is written to: when lines were loaded meanwhile, SQLite refuses to write and nothing is kept.
        Execute(connection, "BEGIN");
        try
        {
            var counted = Counted(connection);
            Keep(connection, counted);
            return counted;
        }
        finally
        {
            End(connection);
        }
    }

    /// <summary>Keeps books that were counted in the open transaction, and ends it; does nothing when it cannot.</summary>
    public static void Keep(SqliteConnection connection, LogDayBooks books)
    {
        try
        {
            // Keeping is never worth a wait for the writer, who will have changed the day by then. Whoever opens the file sets his own patience.
            Execute(connection, "PRAGMA busy_timeout = 0");
            using var insert = new LogStatement(connection, "INSERT OR REPLACE INTO books (status, recipients) VALUES (?1, ?2)");
            insert.Run(OfAccepted, books.Accepted);
            for (var status = 0; status < books.ByStatus.Length; status++)
                insert.Run(status, books.ByStatus[status]);
            using var commit = new LogStatement(connection, "COMMIT");
            commit.Run();
        }
        catch (SqliteException error) when (!SqliteFile.IsDamage(error))
        {
            // Somebody writes, or the disk is full or read-only: the count is good all the same, and made again the next time.
        }
    }

    private static void End(SqliteConnection connection)
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0)
            Execute(connection, "ROLLBACK");
    }

    private static LogDayBooks? Read(SqliteConnection connection, string sql, byte[]? since)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        if (since is not null)
            command.Parameters.AddWithValue("$since", since);
        using var reader = command.ExecuteReader();
        LogDayBooks? books = null;
        while (reader.Read())
        {
            books ??= None;
            if (reader.GetInt32(0) == OfAccepted)
                books = books with { Accepted = reader.GetInt64(1) };
            else
                books.ByStatus[reader.GetInt32(0)] = reader.GetInt64(1);
        }
        return books;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
