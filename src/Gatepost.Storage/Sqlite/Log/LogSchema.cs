using Microsoft.Data.Sqlite;

namespace Gatepost.Storage.Sqlite.Log;

/// <summary>
/// The schema of a day file, as a list of steps: a step that was released is never changed, a later version adds one. Each runs in a transaction
/// together with the new version number.
/// </summary>
internal static class LogSchema
{
    private const string First =
        """
        -- Every address of the day once: rows stay small, and a pattern is matched against distinct addresses instead of every row.
        CREATE TABLE address (
            id INTEGER PRIMARY KEY,
            spelling TEXT NOT NULL UNIQUE,
            key TEXT NOT NULL);
        CREATE INDEX address_key ON address (key);

        -- logged_at is NULL while only later lines of the message have come. Times are Unix milliseconds; fraction is the rest in ticks.
        CREATE TABLE message (
            id INTEGER PRIMARY KEY,
            mail_id BLOB NOT NULL UNIQUE,
            at INTEGER NOT NULL,
            logged_at INTEGER,
            fraction INTEGER,
            session BLOB,
            listener TEXT,
            client TEXT,
            helo TEXT,
            tls TEXT,
            sender INTEGER REFERENCES address (id),
            subject TEXT,
            subject_key TEXT,
            message_id_header TEXT,
            size INTEGER,
            accepted INTEGER,
            reply TEXT,
            recipients INTEGER,
            released_from BLOB);
        CREATE INDEX message_sender ON message (sender);
        CREATE INDEX message_client ON message (client);
        CREATE INDEX message_header ON message (message_id_header);
        CREATE VIRTUAL TABLE subject_index USING fts5 (
            subject_key, content = 'message', content_rowid = 'id', tokenize = 'trigram case_sensitive 1', detail = none);

        -- Brotli; apart from message, so that a scan of messages does not read them.
        CREATE TABLE decision (
            message INTEGER PRIMARY KEY REFERENCES message (id),
            record BLOB NOT NULL);

        CREATE TABLE recipient (
            message INTEGER NOT NULL REFERENCES message (id),
            number INTEGER NOT NULL,
            address INTEGER REFERENCES address (id),
            direction INTEGER,
            disposition INTEGER,
            rule TEXT,
            area TEXT,
            status INTEGER,
            status_class INTEGER,
            status_at INTEGER,
            status_rank INTEGER,
            note TEXT,
            PRIMARY KEY (message, number)) WITHOUT ROWID;
        CREATE INDEX recipient_address ON recipient (address);
        -- Most mail is delivered: what is looked for is the rest, and an index of the rest alone costs next to nothing.
        CREATE INDEX recipient_status ON recipient (status) WHERE status NOT IN (0, 2);
        CREATE INDEX recipient_disposition ON recipient (disposition) WHERE disposition <> 'deliver';

        CREATE TABLE attempt (
            message INTEGER NOT NULL REFERENCES message (id),
            recipient INTEGER NOT NULL,
            attempt INTEGER NOT NULL,
            at INTEGER NOT NULL,
            next_hop TEXT NOT NULL,
            outcome TEXT NOT NULL,
            reply TEXT NOT NULL,
            tls TEXT,
            PRIMARY KEY (message, recipient, attempt)) WITHOUT ROWID;

        CREATE TABLE refusal (
            session BLOB NOT NULL,
            number INTEGER NOT NULL,
            at INTEGER NOT NULL,
            listener TEXT NOT NULL,
            client TEXT NOT NULL,
            helo TEXT,
            sender INTEGER REFERENCES address (id),
            recipient INTEGER REFERENCES address (id),
            command TEXT NOT NULL,
            reply TEXT NOT NULL,
            mail_id BLOB,
            PRIMARY KEY (session, number)) WITHOUT ROWID;
        CREATE INDEX refusal_at ON refusal (at);
        CREATE INDEX refusal_client ON refusal (client);
        CREATE INDEX refusal_sender ON refusal (sender);
        CREATE INDEX refusal_recipient ON refusal (recipient);
        """;

    private const string Second =
        """
        -- What is waiting is looked for as often as what went wrong: every state but delivered, in which most mail ends.
        DROP INDEX recipient_status;
        CREATE INDEX recipient_status ON recipient (status) WHERE status <> 2;
        CREATE INDEX message_refused ON message (accepted) WHERE accepted = 0;

        -- The books of the whole day as they were counted last, status -1 for the accepted; empty since a line was loaded.
        CREATE TABLE books (
            status INTEGER PRIMARY KEY,
            recipients INTEGER NOT NULL);
        """;

    /// <summary>The steps; the version of a file is how many of them it has seen.</summary>
    public static IReadOnlyList<string> Steps { get; } = [First, Second];

    /// <summary>The version that this program reads and writes.</summary>
    public static int Current => Steps.Count;

    /// <summary>The version of an open file; 0 for an empty one.</summary>
    public static int VersionOf(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_version'";
        if ((long)command.ExecuteScalar()! == 0)
            return 0;
        command.CommandText = "SELECT COALESCE(MAX(version), 0) FROM schema_version";
        return (int)(long)command.ExecuteScalar()!;
    }

    /// <summary>Runs the steps that a file has not seen. SQLite's write lock keeps two processes from doing it at once.</summary>
    public static void Upgrade(SqliteConnection connection)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)";
        command.ExecuteNonQuery();
        for (var version = VersionOf(connection); version < Current; version++)
        {
            command.CommandText = Steps[version];
            command.ExecuteNonQuery();
            command.CommandText = "INSERT INTO schema_version (version) VALUES ($version)";
            command.Parameters.AddWithValue("$version", version + 1);
            command.ExecuteNonQuery();
            command.Parameters.Clear();
        }
        transaction.Commit();
    }
}
