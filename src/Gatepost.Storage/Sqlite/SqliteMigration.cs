using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Gatepost.Storage.Sqlite;

/// <summary>
/// Brings a database to the newest migration in one transaction. EF Core's own <c>Migrate</c> is not used: its lock is a row that a killed process leaves
/// behind, after which every later start waits for ever. Here SQLite's write lock is the lock, and a kill rolls everything back.
/// </summary>
internal static class SqliteMigration
{
    public static async Task ApplyAsync(DbContext context, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var applied = (await context.Database.GetAppliedMigrationsAsync(cancellationToken)).ToList();
        var known = context.Database.GetMigrations().ToList();
        if (applied.Except(known).FirstOrDefault() is { } unknown)
        {
            throw new InvalidOperationException(
                $"{context.Database.GetDbConnection().DataSource} was written by a newer version of Gatepost (it knows '{unknown}', this version does not). " +
                "Start the newer version, or put back a copy of the database from before.");
        }
        if (applied.Count == known.Count)
            return;
        var migrator = context.GetService<IMigrator>();
        var script = migrator.GenerateScript(applied.LastOrDefault(), null, MigrationsSqlGenerationOptions.NoTransactions);
        // ExecuteSqlRaw takes braces for parameters.
        var raw = script.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
        await context.Database.ExecuteSqlRawAsync(raw, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
