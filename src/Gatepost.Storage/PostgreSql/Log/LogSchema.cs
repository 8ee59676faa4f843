using Npgsql;

namespace Gatepost.Storage.PostgreSql.Log;

/// <summary>
/// The schema of the log, as a list of steps: a step that was released is never changed, a later version adds one. Parents hold columns alone; each partition
/// gets its indexes when it is made (<see cref="LogPartitions"/>).
/// </summary>
internal static class LogSchema
{
    private const string First =
        """
        -- Every address of a day once: rows stay small, and a pattern is matched against distinct addresses instead of every row.
        CREATE SEQUENCE log_address_id CACHE 100;
        CREATE TABLE log_address (
            day date NOT NULL,
            id bigint NOT NULL DEFAULT nextval('log_address_id'),
            spelling text COLLATE "C" NOT NULL,
            key text COLLATE "C" NOT NULL) PARTITION BY RANGE (day);

        -- Times are Unix milliseconds; fraction is the rest in ticks. An id begins with its time, so the index of ids is the index of times.
        CREATE TABLE log_message (
            day date NOT NULL,
            mail_id uuid NOT NULL,
            logged_at bigint NOT NULL,
            fraction int NOT NULL,
            session uuid NOT NULL,
            listener text NOT NULL,
            client text COLLATE "C",
            helo text,
            tls text,
            sender bigint NOT NULL,
            subject text,
            subject_key text COLLATE "C",
            message_id_header text COLLATE "C",
            size bigint NOT NULL,
            accepted boolean NOT NULL,
            reply text,
            recipients int NOT NULL,
            released_from uuid) PARTITION BY RANGE (day);

        -- Brotli; apart from log_message, so that a scan of messages does not read them.
        CREATE TABLE log_decision (day date NOT NULL, mail_id uuid NOT NULL, record bytea NOT NULL) PARTITION BY RANGE (day);

        -- A state may come before its message: then address and what the policy decided are not known yet.
        CREATE TABLE log_recipient (
            day date NOT NULL,
            mail_id uuid NOT NULL,
            number int NOT NULL,
            address bigint,
            direction smallint,
            disposition text COLLATE "C",
            rule text,
            area text,
            status smallint,
            status_class smallint,
            status_at bigint,
            status_rank bigint,
            note text) PARTITION BY RANGE (day);

        CREATE TABLE log_attempt (
            day date NOT NULL,
            mail_id uuid NOT NULL,
            recipient int NOT NULL,
            attempt int NOT NULL,
            at bigint NOT NULL,
            next_hop text COLLATE "C" NOT NULL,
            outcome text COLLATE "C" NOT NULL,
            reply text COLLATE "C" NOT NULL,
            tls text) PARTITION BY RANGE (day);

        CREATE TABLE log_refusal (
            day date NOT NULL,
            session uuid NOT NULL,
            number int NOT NULL,
            at bigint NOT NULL,
            listener text NOT NULL,
            client text COLLATE "C" NOT NULL,
            helo text,
            sender bigint,
            recipient bigint,
            command text NOT NULL,
            reply text NOT NULL,
            mail_id uuid) PARTITION BY RANGE (day);

        -- Every two characters of a subject that follow each other, and each that is none of ASCII alone: a pattern of two letters, or of one ideograph, finds its
        -- lines by them in every script, which trigrams do not.
        CREATE FUNCTION log_subject_grams(subject text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $function$
            SELECT COALESCE(array_agg(gram), '{}') FROM (
                SELECT substr(subject, place, 2) AS gram FROM generate_series(1, length(subject) - 1) AS place
                UNION ALL
                SELECT one FROM unnest(string_to_array(subject, NULL)) AS one WHERE one COLLATE "C" > '~') AS grams
        $function$;

        -- What was counted of days that no longer change: a row goes when a line of its day is loaded, and comes back with the next count.
        CREATE TABLE log_books (day date PRIMARY KEY, accepted bigint NOT NULL, by_status bigint[] NOT NULL);
        """;

    private const string BooksByTheHour =
        """
        -- Counts of days were of no use to today, to which a line is loaded each second. What was kept is counted again.
        DROP TABLE log_books;
        CREATE TABLE log_books (day date NOT NULL, hour smallint NOT NULL, accepted bigint NOT NULL, by_status bigint[] NOT NULL, PRIMARY KEY (day, hour));
        """;

    /// <summary>The steps; the version is how many of them were run.</summary>
    public static IReadOnlyList<string> Steps { get; } = [First, BooksByTheHour];

    /// <summary>The version of a database; 0 for an empty one.</summary>
    public static async Task<int> VersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var there = new NpgsqlCommand(
            "SELECT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'log_schema_version')", connection);
        if (await there.ExecuteScalarAsync(cancellationToken) is not true)
            return 0;
        await using var version = new NpgsqlCommand("SELECT COALESCE(MAX(version), 0) FROM log_schema_version", connection);
        return (int)(await version.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Runs the steps that the database has not seen, in one transaction, once for all nodes; returns how many.</summary>
    public static async Task<int> UpgradeAsync(NpgsqlConnection connection, string place, CancellationToken cancellationToken)
    {
        if (await CheckedVersionAsync(connection, place, cancellationToken) == Steps.Count)
            return 0;
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await PostgreSqlLocks.TakeAsync(connection, transaction, PostgreSqlLocks.Schema, 0, cancellationToken);
        await RunAsync(connection, "CREATE TABLE IF NOT EXISTS log_schema_version (version int NOT NULL)", cancellationToken);
        var version = await CheckedVersionAsync(connection, place, cancellationToken);
        foreach (var (step, number) in Steps.Skip(version).Select((step, index) => (step, version + index + 1)))
        {
            await RunAsync(connection, step, cancellationToken);
            await RunAsync(connection, $"INSERT INTO log_schema_version (version) VALUES ({number})", cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return Steps.Count - version;
    }

    private static async Task<int> CheckedVersionAsync(NpgsqlConnection connection, string place, CancellationToken cancellationToken)
    {
        var version = await VersionAsync(connection, cancellationToken);
        return version <= Steps.Count ? version : throw new IOException(
            $"The log in the {place} has schema version {version}, and this version of Gatepost knows {Steps.Count}. Start the newer version.");
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
