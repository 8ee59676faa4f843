using Gatepost.Storage.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Gatepost.Storage.PostgreSql;

/// <summary>
/// Opens contexts on the PostgreSQL database. EF Core is not touched before the first call; a failed first call (server away) is repeated by the next.
/// </summary>
internal sealed class PostgreSqlContextSource<TContext>(
    PostgreSqlConnections connections, string history, int writeLock, Func<DbContextOptions, TContext> create)
    : IContextSource<TContext>, IDisposable
    where TContext : DbContext
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private DbContextOptions? _options;

    public async Task<TContext> OpenAsync(CancellationToken cancellationToken) =>
        create(Volatile.Read(ref _options) ?? await PrepareAsync(cancellationToken));

    /// <summary>PostgreSQL has many writers: those of the same message wait here, in one order, so that none waits for the other in a circle.</summary>
    public async Task<IDbContextTransaction> BeginAsync(TContext context, IReadOnlyCollection<Guid> about, CancellationToken cancellationToken)
    {
        var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        try
        {
            var connection = (NpgsqlConnection)context.Database.GetDbConnection();
            IEnumerable<int> keys = about.Count == 0 ? [0] : about.Select(PostgreSqlLocks.KeyOf).Distinct().Order();
            foreach (var key in keys)
                await PostgreSqlLocks.TakeAsync(connection, (NpgsqlTransaction)transaction.GetDbTransaction(), writeLock, key, cancellationToken);
            return transaction;
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    /// <summary>The migrations that are not applied yet.</summary>
    public async Task<IReadOnlyList<string>> PendingAsync(CancellationToken cancellationToken)
    {
        await using var context = create(Options());
        await context.Database.OpenConnectionAsync(cancellationToken);
        return (await PostgreSqlMigration.CompareAsync(context, history, connections.Place, cancellationToken)).Pending;
    }

    /// <summary>Applies them; returns their names.</summary>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken)
    {
        await using var context = create(Options());
        return await PostgreSqlMigration.ApplyAsync(context, history, connections.Place, cancellationToken);
    }

    private async Task<DbContextOptions> PrepareAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_options is { } ready)
                return ready;
            var options = Options();
            await using var context = create(options);
            await PostgreSqlMigration.ApplyAsync(context, history, connections.Place, cancellationToken);
            Volatile.Write(ref _options, options);
            return options;
        }
        finally
        {
            _gate.Release();
        }
    }

    private DbContextOptions Options() =>
        new DbContextOptionsBuilder<TContext>().UseNpgsql(connections.Main, npgsql => npgsql.MigrationsHistoryTable(history)).Options;

    public void Dispose() => _gate.Dispose();
}

/// <summary>The two groups of tables that EF Core reads.</summary>
internal static class PostgreSqlContextSource
{
    public static PostgreSqlContextSource<SettingsContext> Settings(PostgreSqlConnections connections) =>
        new(connections, "settings_migrations", PostgreSqlLocks.Policy, options => new PostgreSqlSettingsContext(options));

    public static PostgreSqlContextSource<QuarantineContext> Quarantine(PostgreSqlConnections connections) =>
        new(connections, "quarantine_migrations", PostgreSqlLocks.QuarantineRows, options => new PostgreSqlQuarantineContext(options));
}
