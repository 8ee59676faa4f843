using System.Globalization;
using Gatepost.Gateway.MessageLog;
using Gatepost.Storage.Shared;
using Npgsql;

namespace Gatepost.Storage.PostgreSql.Log;

/// <summary>
/// Loads lines through a session of its own, which keeps its staging tables. After any error the session is given up, and the next call begins another. For one
/// caller at a time.
/// </summary>
internal sealed class PostgreSqlLogWriter(PostgreSqlConnections connections, PostgreSqlLogSchema schema) : IAsyncDisposable, IDisposable
{
    private readonly LogAddresses _addresses = new();
    private readonly HashSet<DateOnly> _made = [];
    private NpgsqlConnection? _connection;

    public async Task LoadAsync(IReadOnlyList<LogEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var day in entries.GroupBy(LogDay.Of))
        {
            var (tables, batch) = (new LogTables(day.Key), new LogBatch(day));
            try
            {
                try
                {
                    await LoadDayAsync(tables, batch, cancellationToken);
                }
                catch (PostgresException error) when (PostgreSqlErrors.IsGone(error))
                {
                    // A purge, of this node or another, removed the day that this writer knows; a late line makes it anew.
                    await GiveUpAsync();
                    await LoadDayAsync(tables, batch, cancellationToken);
                }
            }
            catch (Exception error)
            {
                await GiveUpAsync();
                if (error is PostgresException refusal && PostgreSqlErrors.IsRefusalOfValue(refusal))
                    throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{refusal.MessageText} (day {day.Key:yyyy-MM-dd})"), nameof(entries), error);
                throw;
            }
        }
    }

    private async Task LoadDayAsync(LogTables tables, LogBatch batch, CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(cancellationToken);
        if (!_made.Contains(tables.Day))
        {
            await LogPartitions.MakeAsync(connection, tables.Day, cancellationToken);
            _made.Add(tables.Day);
        }
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync(
            connection,
            string.Create(CultureInfo.InvariantCulture, $"""
             SELECT pg_advisory_xact_lock_shared({PostgreSqlLocks.LogBooks}, {tables.Day.DayNumber});
             DELETE FROM log_books WHERE day = '{tables.Day:yyyy-MM-dd}' AND hour = ANY ('{"{"}{string.Join(',', batch.Hours())}{"}"}')
             """), null, cancellationToken);
        var ids = await _addresses.IdsAsync(connection, tables, batch.Addresses(), cancellationToken);
        await LogStage.FillAsync(connection, batch, ids, cancellationToken);
        if (batch.Messages.Count > 0)
            await RunAsync(connection, LogMerge.Messages(tables), tables.Day, cancellationToken);
        if (batch.States.Count > 0)
            await RunAsync(connection, LogMerge.States(tables), tables.Day, cancellationToken);
        if (batch.Attempts.Count > 0)
            await RunAsync(connection, LogMerge.Attempts(tables), tables.Day, cancellationToken);
        if (batch.Refusals.Count > 0)
            await RunAsync(connection, LogMerge.Refusals(tables), tables.Day, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        if (_connection is { } open)
            return open;
        await schema.PrepareAsync(cancellationToken);
        var connection = await connections.Main.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = new NpgsqlCommand(LogStage.Sql, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
        return _connection = connection;
    }

    /// <summary>What the caches learnt from rows that are now rolled back, or of partitions that another node removed, would be wrong.</summary>
    public async Task GiveUpAsync()
    {
        _addresses.Forget();
        _made.Clear();
        var (connection, _) = (_connection, _connection = null);
        if (connection is not null)
            await connection.DisposeAsync();
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, DateOnly? day, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        if (day is { } value)
            command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync() => await GiveUpAsync();

    public void Dispose() => _connection?.Dispose();
}
