using Gatepost.Storage.PostgreSql;
using Gatepost.Storage.PostgreSql.Log;
using Npgsql;

namespace Gatepost.Storage.Maintenance;

/// <summary>The status of a PostgreSQL database.</summary>
internal static class PostgreSqlStatus
{
    public static async Task<DatabaseStatus> ReadAsync(PostgreSqlConnections connections, CancellationToken cancellationToken)
    {
        await using var connection = await connections.Main.OpenConnectionAsync(cancellationToken);
        var hasTrigrams = await TrigramExtension.IsThereAsync(connection, cancellationToken);
        var days = await DaysAsync(connection, cancellationToken);
        return new DatabaseStatus
        {
            Kind = "postgresql",
            Place = connections.Place,
            Version = connection.PostgreSqlVersion.ToString(),
            Octets = await NumberAsync(connection, "SELECT pg_database_size(current_database())", cancellationToken),
            Pending = await PendingAsync(connections, connection, cancellationToken),
            HasTrigrams = hasTrigrams,
            DaysWithoutTrigrams = days.Count - (int)await NumberAsync(
                connection, "SELECT count(*) FROM pg_indexes WHERE schemaname = current_schema() AND indexname ~ '^log_address_[0-9]{8}_trigram$'", cancellationToken),
            Days = days,
            Leases = await LeasesAsync(connection, cancellationToken),
        };
    }

    private static async Task<IReadOnlyList<string>> PendingAsync(PostgreSqlConnections connections, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using var settings = PostgreSqlContextSource.Settings(connections);
        using var quarantine = PostgreSqlContextSource.Quarantine(connections);
        var log = LogSchema.Steps.Count - await LogSchema.VersionAsync(connection, cancellationToken);
        return
        [
            .. (await settings.PendingAsync(cancellationToken)).Select(name => $"settings: {name}"),
            .. (await quarantine.PendingAsync(cancellationToken)).Select(name => $"quarantine: {name}"),
            .. Enumerable.Repeat("log: one step of the schema", Math.Max(0, log)),
        ];
    }

    private static async Task<List<LogDaySize>> DaysAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT right(part.relname, 8), sum(pg_total_relation_size(part.oid))::bigint, max(part.reltuples::bigint) FILTER (WHERE part.relname LIKE 'log_recipient_%')
            FROM pg_inherits JOIN pg_class AS part ON part.oid = inhrelid JOIN pg_class AS parent ON parent.oid = inhparent
            WHERE part.relkind = 'r' AND parent.relname = ANY($1) AND parent.relnamespace = current_schema()::regnamespace
            GROUP BY 1 ORDER BY 1 DESC
            """, connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. LogTables.Parents] });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var days = new List<LogDaySize>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (LogTables.DayOf("log_" + reader.GetString(0)) is { } day)
                days.Add(new LogDaySize(day, reader.GetInt64(1), reader.IsDBNull(2) || reader.GetInt64(2) < 0 ? null : reader.GetInt64(2)));
        }
        return days;
    }

    private static async Task<List<LeaseStatus>> LeasesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var leases = new List<LeaseStatus>();
        if (await NumberAsync(connection, "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'node_lease'", cancellationToken) == 0)
            return leases;
        await using var command = new NpgsqlCommand("SELECT name, node, until FROM node_lease ORDER BY name", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            leases.Add(new LeaseStatus(reader.GetString(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2)));
        return leases;
    }

    private static async Task<long> NumberAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
