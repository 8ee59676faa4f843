using System.Globalization;
using Gatepost.Gateway.MessageLog;
using Gatepost.Storage.PostgreSql;
using Gatepost.Storage.PostgreSql.Log;
using Gatepost.Storage.Shared;
using Gatepost.Storage.Sqlite;
using Gatepost.Storage.Sqlite.Log;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatepost.Storage.Maintenance;

/// <summary>
/// Copies the message log, the newest day first, since that is what people search. How far a day is stands in PostgreSQL; a portion that was loaded and not noted is
/// loaded once more, which changes nothing.
/// </summary>
internal sealed class LogCopyRun(SqliteStorageSettings source, PostgreSqlConnections connections) : IDisposable
{
    /// <summary>Messages of one transaction: some ten thousand lines.</summary>
    private const int Portion = 2_000;

    private readonly LogFolder _folder = new(source, TimeProvider.System, NullLogger.Instance);
    private readonly PostgreSqlLogStore _target = new(connections, NullLogger<PostgreSqlLogSchema>.Instance);

    public async Task<(LogDayCounts Source, LogDayCounts Target)> RunAsync(IProgress<DatabaseCopyProgress> progress, CancellationToken cancellationToken)
    {
        var positions = new CopyPositions(connections, source.DataFolder);
        await positions.PrepareAsync(cancellationToken);
        var (before, after) = (LogDayCounts.None, LogDayCounts.None);
        foreach (var day in _folder.Days())
        {
            using var connection = _folder.OpenExisting(day);
            if (connection is null)
                continue;
            var wanted = LogDayExport.Count(connection);
            await CopyAsync(connection, day, wanted, positions, progress, cancellationToken);
            var reached = await _target.CountAsync(day, cancellationToken);
            if (!reached.Covers(wanted))
            {
                // Lines came into the day after it was copied: from its beginning, once.
                await positions.ForgetAsync(day, cancellationToken);
                await CopyAsync(connection, day, wanted, positions, progress, cancellationToken);
                reached = await _target.CountAsync(day, cancellationToken);
            }
            (before, after) = (before.Plus(wanted), after.Plus(reached));
        }
        return (before, after);
    }

    private async Task CopyAsync(
        SqliteConnection connection, DateOnly day, LogDayCounts counts, CopyPositions positions, IProgress<DatabaseCopyProgress> progress, CancellationToken cancellationToken)
    {
        var part = string.Create(CultureInfo.InvariantCulture, $"log of {day:yyyy-MM-dd}");
        var (row, sessions) = await positions.ReadAsync(day, cancellationToken);
        var done = 0L;
        while (LogDayExport.Messages(connection, row, Portion) is (var lines, { } last))
        {
            await LoadAsync(lines, cancellationToken);
            await positions.WriteAsync(day, row = last, sessions, cancellationToken);
            progress.Report(new DatabaseCopyProgress(part, done += Portion, counts.Portions));
        }
        while (LogDayExport.Refusals(connection, sessions, Portion) is { Count: > 0 } refusals)
        {
            await LoadAsync(refusals, cancellationToken);
            await positions.WriteAsync(day, row, sessions += Portion, cancellationToken);
            progress.Report(new DatabaseCopyProgress(part, done += Portion, counts.Portions));
        }
        progress.Report(new DatabaseCopyProgress(part, counts.Portions, counts.Portions));
    }

    private Task LoadAsync(List<LogEntry> lines, CancellationToken cancellationToken) => lines.Count == 0 ? Task.CompletedTask : _target.LoadAsync(lines, cancellationToken);

    public void Dispose() => _target.Dispose();
}
