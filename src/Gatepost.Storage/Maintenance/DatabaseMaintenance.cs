using Gatepost.Gateway.Configuration;
using Gatepost.Storage.PostgreSql;
using Gatepost.Storage.PostgreSql.Log;
using Gatepost.Storage.PostgreSql.Nodes;
using Gatepost.Storage.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Gatepost.Storage.Maintenance;

/// <summary>What an administrator asks of the database, without a gateway. Throws what the database throws.</summary>
public static class DatabaseMaintenance
{
    /// <summary>Looks, and changes nothing.</summary>
    public static async Task<DatabaseStatus> StatusAsync(GatewaySettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.PostgreSql is null)
            return SqliteStatus.Read(new SqliteStorageSettings { DataFolder = settings.DataFolder });
        await using var connections = new PostgreSqlConnections(settings.PostgreSql);
        return await PostgreSqlStatus.ReadAsync(connections, cancellationToken);
    }

    /// <summary>Brings the schema to the newest version; returns what was done, a line each.</summary>
    public static async Task<IReadOnlyList<string>> MigrateAsync(GatewaySettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.PostgreSql is null)
            return await MigrateSqliteAsync(new SqliteStorageSettings { DataFolder = settings.DataFolder }, cancellationToken);
        await using var connections = new PostgreSqlConnections(settings.PostgreSql);
        return await MigratePostgreSqlAsync(connections, cancellationToken);
    }

    internal static async Task<IReadOnlyList<string>> MigratePostgreSqlAsync(PostgreSqlConnections connections, CancellationToken cancellationToken)
    {
        var done = new List<string>();
        using var settings = PostgreSqlContextSource.Settings(connections);
        using var quarantine = PostgreSqlContextSource.Quarantine(connections);
        done.AddRange((await settings.MigrateAsync(cancellationToken)).Select(name => $"settings: {name}"));
        done.AddRange((await quarantine.MigrateAsync(cancellationToken)).Select(name => $"quarantine: {name}"));
        await using var connection = await connections.Main.OpenConnectionAsync(cancellationToken);
        var hadTrigrams = await TrigramExtension.IsThereAsync(connection, cancellationToken);
        var refusal = await TrigramExtension.TryCreateAsync(connection, cancellationToken);
        if (refusal is null && !hadTrigrams)
            done.Add("extension pg_trgm: created");
        for (var step = await LogSchema.UpgradeAsync(connection, connections.Place, cancellationToken); step > 0; step--)
            done.Add("log: one step of the schema");
        await PostgreSqlLeases.MakeAsync(connection, cancellationToken);
        if (refusal is null && await LogPartitions.AddTrigramIndexesAsync(connection, cancellationToken) is > 0 and var made)
            done.Add($"log: indexes for patterns made in {made} day(s)");
        if (refusal is not null)
            done.Add($"extension pg_trgm: cannot be created ({refusal}); let an administrator of the database run \"CREATE EXTENSION pg_trgm\" in it, then migrate again");
        return done;
    }

    private static async Task<IReadOnlyList<string>> MigrateSqliteAsync(SqliteStorageSettings settings, CancellationToken cancellationToken)
    {
        var before = SqliteStatus.Read(settings).Pending;
        using var policies = SqliteContextSource.Settings(settings);
        using var quarantine = SqliteContextSource.Quarantine(settings);
        await using DbContext first = await policies.OpenAsync(cancellationToken), second = await quarantine.OpenAsync(cancellationToken);
        return before;
    }
}
