using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Storage.Shared;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace Gatepost.Storage.Sqlite.Log;

/// <summary>
/// The message log on SQLite: a file per UTC day, one writer, any number of readers. SQLite blocks its thread, so everything runs on the thread pool.
/// </summary>
internal sealed class SqliteLogStore(SqliteStorageSettings settings, TimeProvider time, ILogger<SqliteLogStore> logger) : ILogStore, IDisposable
{
    /// <summary>SQLITE_INTERRUPT: a cancelled search.</summary>
    private const int Interrupted = 9;

    /// <summary>Days of one search at once: one for each core, and a few at most, since others search too.</summary>
    private static readonly int DaysAtOnce = Math.Clamp(Environment.ProcessorCount, 1, 4);

    private readonly LogFolder _folder = new(settings, time, logger);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly List<(DateOnly Day, LogDayWriter Writer)> _writers = [];

    public async Task LoadAsync(IReadOnlyList<LogEntry> entries, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await Task.Run(() => Load(entries), cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Day by day, newest first: the newest alone, since it mostly fills the page, and then one for each core at once.</summary>
    public async Task<IReadOnlyList<LogRow>> SearchAsync(LogQuery query, CancellationToken cancellationToken)
    {
        var limit = Math.Clamp(query.Limit, 1, 10_000);
        var rows = new List<LogRow>();
        var days = _folder.Days().Where(day => IsWanted(day, query)).ToList();
        for (var next = 0; next < days.Count && rows.Count < limit;)
        {
            var wave = days.Skip(next).Take(next == 0 ? 1 : DaysAtOnce).ToList();
            next += wave.Count;
            var left = limit - rows.Count;
            foreach (var found in await ReadAsync<IReadOnlyList<LogRow>>(wave, [], (_, connection) => LogDaySearch.Run(connection, query, left, cancellationToken), cancellationToken))
                rows.AddRange(found.Take(limit - rows.Count));
        }
        return rows;
    }

    public Task<LoggedMessage?> FindAsync(MailId id, CancellationToken cancellationToken) => LogDay.TryOf(id, out var day)
        ? Task.Run(() => Read(day, null, connection => LogDayReader.Find(connection, id), cancellationToken), cancellationToken)
        : Task.FromResult<LoggedMessage?>(null);

    public Task<IReadOnlyList<RefusalLogged>> FindSessionAsync(Guid sessionId, CancellationToken cancellationToken) =>
        Task.Run<IReadOnlyList<RefusalLogged>>(() =>
        {
            // A session may cross midnight: its refusals then lie in neighbouring files.
            var refusals = new List<RefusalLogged>();
            foreach (var day in _folder.Days())
                refusals.AddRange(Read(day, [], connection => LogDayReader.FindSession(connection, sessionId), cancellationToken));
            return [.. refusals.OrderBy(refusal => refusal.Number)];
        }, cancellationToken);

    public async Task<LogBooks> BooksAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var (first, today, books) = (LogDay.Of(since), LogDay.Of(time.GetUtcNow()), new List<LogDayBooks>());
        foreach (var wave in _folder.Days().Where(day => day >= first).Chunk(DaysAtOnce))
        {
            books.AddRange(await ReadAsync(wave, LogDayBooks.None, (day, connection) =>
                day == first ? LogDayBooks.Since(connection, since) : day < today ? LogDayBooks.Whole(connection) : LogDayBooks.Counted(connection), cancellationToken));
        }
        return LogDayBooks.Sum(books);
    }

    public async Task PurgeAsync(DateOnly before, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            foreach (var day in _folder.Days().Where(day => day < before))
            {
                CloseWriter(day);
                _folder.Remove(day);
            }
            _folder.RemoveSetAside(before);
        }
        finally
        {
            _writing.Release();
        }
    }

    private void Load(IReadOnlyList<LogEntry> entries)
    {
        foreach (var day in entries.GroupBy(LogDay.Of))
        {
            try
            {
                WriterOf(day.Key).Load([.. day]);
            }
            catch (SqliteException error) when (SqliteFile.IsDamage(error))
            {
                CloseWriter(day.Key);
                _folder.SetAside(day.Key, "damaged", error.Message);
                WriterOf(day.Key).Load([.. day]);
            }
            catch (SqliteException error)
            {
                // A connection that has seen a full disk or a vanished file is not trusted with the next try, nor is the pool that it goes back to.
                CloseWriter(day.Key);
                _folder.ReleasePool(day.Key);
                if (SqliteFile.IsRefusalOfValue(error))
                    throw new ArgumentException($"{error.Message} ({LogFileName.Of(day.Key)})", nameof(entries), error);
                throw;
            }
        }
    }

    /// <summary>Reads days at once, each on a thread of its own; what they gave, in their order.</summary>
    private Task<T[]> ReadAsync<T>(IEnumerable<DateOnly> days, T nothing, Func<DateOnly, SqliteConnection, T> read, CancellationToken cancellationToken) =>
        Task.WhenAll(days.Select(day => Task.Run(() => Read(day, nothing, connection => read(day, connection), cancellationToken), cancellationToken)));

    private T Read<T>(DateOnly day, T nothing, Func<SqliteConnection, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            using var connection = _folder.OpenExisting(day);
            if (connection is null)
                return nothing;
            using var interrupt = cancellationToken.Register(() => raw.sqlite3_interrupt(connection.Handle));
            return read(connection);
        }
        catch (SqliteException error) when (SqliteFile.IsDamage(error))
        {
            SetAsideUnderTheWriter(day, error.Message);
            return nothing;
        }
        catch (SqliteException) when (!_folder.Has(day))
        {
            // A purge has removed the day while it was opened.
            return nothing;
        }
        catch (SqliteException error) when (error.SqliteErrorCode == Interrupted)
        {
            throw new OperationCanceledException(error.Message, error, cancellationToken);
        }
    }

    /// <summary>
    /// A reader met damage. Were the file moved under the open writer, the rest of the day would go into it and be found by nobody; and a file that another
    /// reader has put in its place meanwhile is sound.
    /// </summary>
    private void SetAsideUnderTheWriter(DateOnly day, string reason)
    {
        _writing.Wait();
        try
        {
            CloseWriter(day);
            if (_folder.IsDamaged(day))
                _folder.SetAside(day, "damaged", reason);
        }
        finally
        {
            _writing.Release();
        }
    }

    private LogDayWriter WriterOf(DateOnly day)
    {
        var index = _writers.FindIndex(open => open.Day == day);
        var writer = index >= 0 ? _writers[index].Writer : new LogDayWriter(_folder.OpenOrCreate(day));
        if (index >= 0)
            _writers.RemoveAt(index);
        _writers.Insert(0, (day, writer));
        if (_writers.Count > settings.OpenLogDays)
            CloseWriter(_writers[^1].Day);
        return writer;
    }

    private void CloseWriter(DateOnly day)
    {
        var index = _writers.FindIndex(open => open.Day == day);
        if (index < 0)
            return;
        _writers[index].Writer.Dispose();
        _writers.RemoveAt(index);
    }

    private static bool IsWanted(DateOnly day, LogQuery query) =>
        (query.Since is not { } since || day >= LogDay.Of(since)) && (query.Until is not { } until || day <= LogDay.Of(until));

    public void Dispose()
    {
        foreach (var (_, writer) in _writers)
            writer.Dispose();
        _writers.Clear();
        _writing.Dispose();
    }
}
