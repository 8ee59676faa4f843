using Gatepost.Storage.Shared;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Gatepost.Storage.Sqlite;

/// <summary>
/// Opens contexts on one SQLite file. EF Core is not touched before the first call; a failed first call (locked, disk full) is repeated by the next.
/// </summary>
internal sealed class SqliteContextSource<TContext>(string path, TimeSpan busyTimeout, Func<DbContextOptions, TContext> create)
    : IContextSource<TContext>, IDisposable
    where TContext : DbContext
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private DbContextOptions? _options;

    public async Task<TContext> OpenAsync(CancellationToken cancellationToken) =>
        create(Volatile.Read(ref _options) ?? await PrepareAsync(cancellationToken));

    /// <summary>SQLite has one writer: BEGIN IMMEDIATE takes the write lock of the whole file.</summary>
    public Task<IDbContextTransaction> BeginAsync(TContext context, IReadOnlyCollection<Guid> about, CancellationToken cancellationToken) =>
        context.Database.BeginTransactionAsync(cancellationToken);

    private async Task<DbContextOptions> PrepareAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_options is { } ready)
                return ready;
            SqliteFile.CreateFolder(Path.GetDirectoryName(path)!);
            var connection = SqliteFile.ConnectionString(path, SqliteOpenMode.ReadWriteCreate, busyTimeout);
            var options = new DbContextOptionsBuilder<TContext>().UseSqlite(connection).Options;
            await using var context = create(options);
            await SqliteMigration.ApplyAsync(context, cancellationToken);
            Volatile.Write(ref _options, options);
            return options;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();
}

/// <summary>The two databases that EF Core reads.</summary>
internal static class SqliteContextSource
{
    public static SqliteContextSource<SettingsContext> Settings(SqliteStorageSettings settings) => new(
        Path.Combine(settings.DatabaseFolder, "settings.db"), settings.BusyTimeout, options => new SqliteSettingsContext(options));

    public static SqliteContextSource<QuarantineContext> Quarantine(SqliteStorageSettings settings) => new(
        Path.Combine(settings.DatabaseFolder, "quarantine.db"), settings.BusyTimeout, options => new SqliteQuarantineContext(options));
}
