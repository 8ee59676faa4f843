using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Storage.Shared;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Gatepost.Storage.PostgreSql.Log;

/// <summary>The message log on PostgreSQL: a partition per UTC day of each table, one writer a node, any number of readers.</summary>
internal sealed class PostgreSqlLogStore(PostgreSqlConnections connections, ILogger<PostgreSqlLogSchema> logger) : ILogStore, IDisposable
{
    /// <summary>Days of one search at once: two searches together still leave connections to a third, in a pool of five.</summary>
    private const int DaysAtOnce = 3;

    private readonly PostgreSqlLogSchema _schema = new(connections, logger);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private PostgreSqlLogWriter? _writer;

    public async Task LoadAsync(IReadOnlyList<LogEntry> entries, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            _writer ??= new PostgreSqlLogWriter(connections, _schema);
            await _writer.LoadAsync(entries, cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>
    /// Day by day, newest first: the newest alone, since it mostly fills the page, and then a few at once.
    /// </summary>
    public async Task<IReadOnlyList<LogRow>> SearchAsync(LogQuery query, CancellationToken cancellationToken)
    {
        var limit = Math.Clamp(query.Limit, 1, 10_000);
        var rows = new List<LogRow>();
        var days = await DaysAsync(query, cancellationToken);
        for (var next = 0; next < days.Count && rows.Count < limit;)
        {
            var wave = days.Skip(next).Take(next == 0 ? 1 : DaysAtOnce).ToList();
            next += wave.Count;
            var left = limit - rows.Count;
            foreach (var found in await Task.WhenAll(wave.Select(day => SearchDayAsync(day, query, left, cancellationToken))))
                rows.AddRange(found.Take(limit - rows.Count));
        }
        return rows;
    }

    private async Task<IReadOnlyList<LogRow>> SearchDayAsync(DateOnly day, LogQuery query, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await connections.Search.OpenConnectionAsync(cancellationToken);
        return await OrNothingAsync<IReadOnlyList<LogRow>>([], () => LogDaySearch.RunAsync(connection, new LogTables(day), query, limit, cancellationToken));
    }

    private async Task<IReadOnlyList<DateOnly>> DaysAsync(LogQuery query, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(connections.Search, cancellationToken);
        return [.. (await LogPartitions.DaysAsync(connection, cancellationToken)).Where(day => IsWanted(day, query))];
    }

    public async Task<LoggedMessage?> FindAsync(MailId id, CancellationToken cancellationToken)
    {
        if (!LogDay.TryOf(id, out var day))
            return null;
        await using var connection = await OpenAsync(connections.Main, cancellationToken);
        return await OrNothingAsync(null, () => LogDayReader.FindAsync(connection, new LogTables(day), id, cancellationToken));
    }

    public async Task<IReadOnlyList<RefusalLogged>> FindSessionAsync(Guid sessionId, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(connections.Main, cancellationToken);
        return await LogDayReader.FindSessionAsync(connection, sessionId, cancellationToken);
    }

    public async Task<LogBooks> BooksAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(connections.Main, cancellationToken);
        var books = new LogDayBooks(since);
        await books.ReadKeptAsync(connection, cancellationToken);
        foreach (var day in (await LogPartitions.DaysAsync(connection, cancellationToken)).Where(day => day >= LogDay.Of(since)))
        {
            await OrNothingAsync(false, async () =>
            {
                await books.AddAsync(connection, new LogTables(day), cancellationToken);
                return true;
            });
        }
        return books.Total;
    }

    public async Task PurgeAsync(DateOnly before, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(connections.Main, cancellationToken);
        foreach (var day in await LogPartitions.RemovableAsync(connection, before, cancellationToken))
            await LogPartitions.RemoveAsync(connection, day, cancellationToken);
    }

    /// <summary>How many rows a day holds.</summary>
    public async Task<LogDayCounts> CountAsync(DateOnly day, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(connections.Main, cancellationToken);
        var tables = new LogTables(day);
        return await OrNothingAsync(LogDayCounts.None, async () =>
        {
            await using var command = new NpgsqlCommand(
                $"""
                 SELECT (SELECT count(*) FROM {tables.Message}), (SELECT count(*) FROM {tables.Recipient}), (SELECT count(*) FROM {tables.Attempt}),
                     (SELECT count(*) FROM {tables.Refusal})
                 """, connection);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            return new LogDayCounts(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
        });
    }

    private async Task<NpgsqlConnection> OpenAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await _schema.PrepareAsync(cancellationToken);
        return await source.OpenConnectionAsync(cancellationToken);
    }

    /// <summary>A purge may remove a day while it is read, and most days that an id names were never there.</summary>
    private static async Task<T> OrNothingAsync<T>(T nothing, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (PostgresException error) when (PostgreSqlErrors.IsGone(error))
        {
            return nothing;
        }
    }

    private static bool IsWanted(DateOnly day, LogQuery query) =>
        (query.Since is not { } since || day >= LogDay.Of(since)) && (query.Until is not { } until || day <= LogDay.Of(until));

    public void Dispose()
    {
        _writer?.Dispose();
        _writing.Dispose();
        _schema.Dispose();
    }
}
