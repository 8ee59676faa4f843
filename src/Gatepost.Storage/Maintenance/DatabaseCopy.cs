using Gatepost.Gateway.Configuration.Stores;
using Gatepost.Storage.PostgreSql;
using Gatepost.Storage.Shared;
using Gatepost.Storage.Sqlite;

namespace Gatepost.Storage.Maintenance;

/// <summary>
/// Copies the SQLite databases of a data folder into PostgreSQL: revisions, quarantine, log. It may be broken off at any time and begun again: rows that are there
/// are left as they are, but those of the quarantine that have left the source since, and days of the log that were copied are not read again. The source is not changed. No gateway may run on it meanwhile.
/// </summary>
public static class DatabaseCopy
{
    /// <summary>Copies, and compares. Throws what the databases throw.</summary>
    public static async Task<DatabaseCopyResult> RunAsync(
        string dataFolder, PostgreSqlSettings target, IProgress<DatabaseCopyProgress> progress, CancellationToken cancellationToken)
    {
        var source = new SqliteStorageSettings { DataFolder = dataFolder };
        await using var connections = new PostgreSqlConnections(target);
        await DatabaseMaintenance.MigratePostgreSqlAsync(connections, cancellationToken);
        using var policies = new PolicyCopy(source, connections);
        if (await policies.ConflictAsync(cancellationToken) is { } conflict)
            return new DatabaseCopyResult(conflict, []);
        var counts = new List<DatabaseCopyCount> { await policies.RunAsync(progress, cancellationToken) };
        using (var quarantine = new QuarantineCopy(source, connections))
            counts.Add(await quarantine.RunAsync(progress, cancellationToken));
        using (var log = new LogCopyRun(source, connections))
        {
            var (before, after) = await log.RunAsync(progress, cancellationToken);
            counts.AddRange(Compared(before, after));
        }
        var less = counts.Where(count => count.Target < count.Source).Select(count => count.What).ToList();
        return new DatabaseCopyResult(less.Count == 0 ? null : $"PostgreSQL holds less than SQLite: {string.Join(", ", less)}. Run the copy again.", counts);
    }

    private static IEnumerable<DatabaseCopyCount> Compared(LogDayCounts before, LogDayCounts after) =>
    [
        new("messages of the log", before.Messages, after.Messages),
        new("recipients of the log", before.Recipients, after.Recipients),
        new("delivery attempts of the log", before.Attempts, after.Attempts),
        new("refusals of the log", before.Refusals, after.Refusals),
    ];
}
