using System.Globalization;
using Npgsql;

namespace Gatepost.Storage.PostgreSql.Log;

/// <summary>
/// Makes and removes the partitions of days. A partition is made beside its parent and attached, and detached before it is dropped, so that neither takes a lock
/// that loads or searches of other days would wait for.
/// </summary>
internal static class LogPartitions
{
    /// <summary>The days that are there, newest first.</summary>
    public static async Task<IReadOnlyList<DateOnly>> DaysAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT child.relname FROM pg_inherits JOIN pg_class AS child ON child.oid = pg_inherits.inhrelid
            WHERE pg_inherits.inhparent = to_regclass('log_message') AND NOT pg_inherits.inhdetachpending ORDER BY child.relname DESC
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var days = new List<DateOnly>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (LogTables.DayOf(reader.GetString(0)) is { } day)
                days.Add(day);
        }
        return days;
    }

    /// <summary>Makes the partitions of a day where they are not there.</summary>
    public static async Task MakeAsync(NpgsqlConnection connection, DateOnly day, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await PostgreSqlLocks.TakeAsync(connection, transaction, PostgreSqlLocks.LogPartitions, 0, cancellationToken);
        if (!(await DaysAsync(connection, cancellationToken)).Contains(day))
        {
            var hasTrigrams = await TrigramExtension.IsThereAsync(connection, cancellationToken);
            var sql = Tables(new LogTables(day)) + Indexes(new LogTables(day), hasTrigrams) + Attachment(new LogTables(day));
            await RunAsync(connection, sql, cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Removes the partitions of a day. What a kill leaves half-way is finished by the next call for the day, or by making it anew.</summary>
    public static async Task RemoveAsync(NpgsqlConnection connection, DateOnly day, CancellationToken cancellationToken)
    {
        var tables = new LogTables(day);
        // Messages last: while they are attached the day is listed, and a removal that was broken off is begun again.
        foreach (var parent in LogTables.Parents.Reverse())
        {
            switch (await StateAsync(connection, parent, tables.Of(parent), cancellationToken))
            {
                case PartitionState.Attached:
                    await RunAsync(connection, $"ALTER TABLE {parent} DETACH PARTITION {tables.Of(parent)} CONCURRENTLY", cancellationToken);
                    break;
                case PartitionState.Detaching:
                    await RunAsync(connection, $"ALTER TABLE {parent} DETACH PARTITION {tables.Of(parent)} FINALIZE", cancellationToken);
                    break;
                case PartitionState.Detached:
                    break;
            }
        }
        var drop = string.Concat(LogTables.Parents.Select(parent => $"DROP TABLE IF EXISTS {tables.Of(parent)};\n"));
        // The lock comes before the tables, as it does for who loads or counts: else a late line of the day and this could each wait for the other.
        await RunAsync(
            connection, $"SELECT pg_advisory_xact_lock({PostgreSqlLocks.LogBooks}, {day.DayNumber});\n{drop}DELETE FROM log_books WHERE day = '{Literal(day)}'", cancellationToken);
    }

    /// <summary>The days that a purge before a date has to remove, those that one was broken off in among them.</summary>
    public static async Task<IReadOnlyList<DateOnly>> RemovableAsync(NpgsqlConnection connection, DateOnly before, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT child.relname FROM pg_class AS child JOIN pg_class AS parent ON parent.oid = to_regclass('log_message') AND parent.relnamespace = child.relnamespace
            WHERE child.relkind = 'r' AND child.relname ~ '^log_(message|recipient|address|decision|attempt|refusal)_[0-9]{8}$'
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var days = new SortedSet<DateOnly>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (LogTables.DayOf(reader.GetString(0)) is { } day && day < before)
                days.Add(day);
        }
        return [.. days];
    }

    /// <summary>Makes the trigram indexes of days that were begun without the extension, without blocking their loads; returns how many.</summary>
    public static async Task<int> AddTrigramIndexesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var made = 0;
        foreach (var day in await DaysAsync(connection, cancellationToken))
        {
            var (name, on) = TrigramIndex(new LogTables(day));
            if (await IsValidIndexAsync(connection, name, cancellationToken))
                continue;
            // An index that a broken CONCURRENTLY left is invalid, and only in the way.
            await RunAsync(connection, $"DROP INDEX IF EXISTS {name}", cancellationToken);
            await RunAsync(connection, $"CREATE INDEX CONCURRENTLY {name} {on}", cancellationToken);
            made++;
        }
        return made;
    }

    /// <summary>The tables of a day, beside their parents. What a purge detached and did not come to drop goes.</summary>
    public static string Tables(LogTables tables) =>
        string.Concat(LogTables.Parents.Select(parent => $"DROP TABLE IF EXISTS {tables.Of(parent)};\n"))
        + string.Concat(LogTables.Parents.Select(parent => $"CREATE TABLE {tables.Of(parent)} (LIKE {parent} INCLUDING DEFAULTS INCLUDING CONSTRAINTS);\n"));

    /// <summary>Makes them partitions.</summary>
    public static string Attachment(LogTables tables) => string.Concat(LogTables.Parents.Select(parent =>
        $"ALTER TABLE {parent} ATTACH PARTITION {tables.Of(parent)} FOR VALUES FROM ('{Literal(tables.Day)}') TO ('{Literal(tables.Day.AddDays(1))}');\n"));

    /// <summary>Their indexes.</summary>
    public static string Indexes(LogTables tables, bool hasTrigrams) => (hasTrigrams ? $"CREATE INDEX {TrigramIndex(tables).Name} {TrigramIndex(tables).On};\n" : "") +
        $"""
         ALTER TABLE {tables.Address} ADD PRIMARY KEY (id);
         CREATE UNIQUE INDEX {tables.Address}_spelling ON {tables.Address} (spelling);
         CREATE INDEX {tables.Address}_key ON {tables.Address} (key);
         -- Read backwards, *@example.org begins with what it ends in: the commonest pattern needs no trigrams, whose parts half of all addresses share.
         CREATE INDEX {tables.Address}_reversed ON {tables.Address} (reverse(key));
         ALTER TABLE {tables.Message} ADD PRIMARY KEY (mail_id);
         CREATE INDEX {tables.Message}_sender ON {tables.Message} (sender, mail_id);
         CREATE INDEX {tables.Message}_client ON {tables.Message} (client, mail_id);
         CREATE INDEX {tables.Message}_header ON {tables.Message} (message_id_header);
         -- What was refused: little beside the rest, so it has an index of its own.
         CREATE INDEX {tables.Message}_refused ON {tables.Message} (mail_id) WHERE NOT accepted;
         CREATE INDEX {tables.Message}_subject ON {tables.Message} USING gin (log_subject_grams(subject_key)) WITH (gin_pending_list_limit = 256);
         ALTER TABLE {tables.Decision} ADD PRIMARY KEY (mail_id);
         ALTER TABLE {tables.Recipient} ADD PRIMARY KEY (mail_id, number);
         CREATE INDEX {tables.Recipient}_address ON {tables.Recipient} (address, mail_id);
         -- Most mail is delivered: what is looked for is the rest, and an index of the rest alone costs next to nothing.
         CREATE INDEX {tables.Recipient}_status ON {tables.Recipient} (status, disposition, mail_id) WHERE status <> 2;
         CREATE INDEX {tables.Recipient}_disposition ON {tables.Recipient} (disposition, mail_id) WHERE disposition <> 'deliver';
         ALTER TABLE {tables.Attempt} ADD PRIMARY KEY (mail_id, recipient, attempt);
         ALTER TABLE {tables.Refusal} ADD PRIMARY KEY (session, number);
         CREATE INDEX {tables.Refusal}_at ON {tables.Refusal} (at, session, number);
         CREATE INDEX {tables.Refusal}_client ON {tables.Refusal} (client, at);
         CREATE INDEX {tables.Refusal}_sender ON {tables.Refusal} (sender, at);
         CREATE INDEX {tables.Refusal}_recipient ON {tables.Refusal} (recipient, at);

         """;

    /// <summary>The list of entries that wait for their place in a GIN index is read by every search, so it is kept short.</summary>
    private static (string Name, string On) TrigramIndex(LogTables tables) =>
        ($"{tables.Address}_trigram", $"ON {tables.Address} USING gin (key gin_trgm_ops) WITH (gin_pending_list_limit = 256)");

    private static string Literal(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static async Task<PartitionState> StateAsync(NpgsqlConnection connection, string parent, string partition, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT inhdetachpending FROM pg_inherits WHERE inhparent = to_regclass($1) AND inhrelid = to_regclass($2)", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = parent });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = partition });
        return await command.ExecuteScalarAsync(cancellationToken) switch
        {
            true => PartitionState.Detaching,
            false => PartitionState.Attached,
            _ => PartitionState.Detached,
        };
    }

    private static async Task<bool> IsValidIndexAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass($1)", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private enum PartitionState
    {
        Detached = 0,
        Detaching,
        Attached,
    }
}
