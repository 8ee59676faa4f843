using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Gatepost.Storage.PostgreSql;

/// <summary>
/// Brings the tables of a context to the newest migration in one transaction, under a lock that ends with it: nodes that start at once do it once, and a kill
/// rolls everything back.
/// </summary>
internal static class PostgreSqlMigration
{
    /// <summary>Applies what is pending; returns the names.</summary>
    public static async Task<IReadOnlyList<string>> ApplyAsync(DbContext context, string history, string place, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        var (_, ready) = await CompareAsync(context, history, place, cancellationToken);
        if (ready.Count == 0)
            return [];
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        await PostgreSqlLocks.TakeAsync(connection, (NpgsqlTransaction)transaction.GetDbTransaction(), PostgreSqlLocks.Schema, 0, cancellationToken);
        var (applied, pending) = await CompareAsync(context, history, place, cancellationToken);
        if (pending.Count == 0)
            return [];
        var script = context.GetService<IMigrator>().GenerateScript(applied.Count > 0 ? applied[^1] : null, null, MigrationsSqlGenerationOptions.NoTransactions);
        await using var command = new NpgsqlCommand(script, connection, (NpgsqlTransaction)transaction.GetDbTransaction());
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return pending;
    }

    /// <summary>What is applied, and what is not yet.</summary>
    public static async Task<(IReadOnlyList<string> Applied, IReadOnlyList<string> Pending)> CompareAsync(
        DbContext context, string history, string place, CancellationToken cancellationToken)
    {
        var known = context.Database.GetMigrations().ToList();
        var applied = await AppliedAsync((NpgsqlConnection)context.Database.GetDbConnection(), history, cancellationToken);
        if (applied.Except(known).FirstOrDefault() is { } unknown)
        {
            throw new InvalidOperationException(
                $"The {place} was written by a newer version of Gatepost (it knows '{unknown}', this version does not). " +
                "Start the newer version, or put back a copy of the database from before.");
        }
        return (applied, known.Except(applied).ToList());
    }

    /// <summary>
    /// EF Core itself asks a table that may not be there, and an error ends the transaction in PostgreSQL. Nor is to_regclass asked: a session remembers its answer,
    /// and would not see what another node made meanwhile.
    /// </summary>
    private static async Task<List<string>> AppliedAsync(NpgsqlConnection connection, string history, CancellationToken cancellationToken)
    {
        var applied = new List<string>();
        await using var there = new NpgsqlCommand("SELECT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1)", connection);
        there.Parameters.Add(new NpgsqlParameter<string> { TypedValue = history });
        if (await there.ExecuteScalarAsync(cancellationToken) is not true)
            return applied;
        await using var command = new NpgsqlCommand($"SELECT \"MigrationId\" FROM {history} ORDER BY \"MigrationId\"", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            applied.Add(reader.GetString(0));
        return applied;
    }
}
