using System.Security.Cryptography;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Storage.Sqlite.Log;
using Gatepost.Storage.Tests.Contracts;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Gatepost.Storage.Tests.Sqlite;

/// <summary>What may happen to the files of the log, and that it never stops the log.</summary>
public sealed class SqliteLogFileTests : IDisposable
{
    private readonly DatabaseFolder _folder = new();
    private readonly RecordingLogger _logger = new();
    private SqliteLogStore _store;

    public SqliteLogFileTests() => _store = Open();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_day_is_a_file_in_wal_mode()
    {
        await _store.LoadAsync([LogLines.Message(LogLines.Noon, "a@x.example"), LogLines.Message(LogLines.Noon.AddDays(1), "a@x.example")], Token);
        Assert.True(File.Exists(_folder.LogFile("2026-03-04")));
        Assert.True(File.Exists(_folder.LogFile("2026-03-05")));
        Assert.Equal("wal", Query("2026-03-04", "PRAGMA journal_mode"));
        await _store.PurgeAsync(new DateOnly(2026, 3, 5), Token);
        Assert.Empty(Directory.GetFiles(_folder.Settings.LogFolder, "log-2026-03-04*"));
    }

    [Fact]
    public async Task A_day_is_purged_under_its_reader_and_what_comes_later_stays()
    {
        await _store.LoadAsync([LogLines.Message(LogLines.Noon, "a@x.example")], Token);
        var late = LogLines.Message(LogLines.Noon, "late@x.example");
        using (var connection = new SqliteConnection($"Data Source={_folder.LogFile("2026-03-04")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT COUNT(*) FROM recipient";
            Assert.Equal(1L, command.ExecuteScalar());
            await _store.PurgeAsync(new DateOnly(2026, 3, 5), Token);
            Assert.Empty(Directory.GetFiles(_folder.Settings.LogFolder));
            Assert.Equal(1L, command.ExecuteScalar());
            Assert.Empty(await _store.SearchAsync(new LogQuery(), Token));
            await _store.LoadAsync([late], Token);
        }
        // The reader of the old file was the last to close it, and must not have taken the new file's log with it.
        Assert.NotNull(await _store.FindAsync(late.MailId, Token));
        _store.Dispose();
        SqliteConnection.ClearAllPools();
        _store = Open();
        Assert.Equal("late@x.example", (await _store.SearchAsync(new LogQuery(), Token)).Single().Recipient);
        Assert.Empty(_logger.Lines);
    }

    [Fact]
    public async Task Searches_go_on_while_days_are_purged()
    {
        var lines = Enumerable.Range(0, 25).Select(day => LogLines.Message(LogLines.Noon.AddDays(-day), "a@x.example")).ToList();
        await _store.LoadAsync(lines, Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var begun = Enumerable.Range(0, 2).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToList();
        var rounds = new int[2];
        var searches = Enumerable.Range(0, 2).Select(reader => Task.Run(async () =>
        {
            for (var isLast = false; !isLast; rounds[reader]++)
            {
                isLast = stop.IsCancellationRequested;
                Assert.Equal(lines[0].MailId, (await _store.SearchAsync(new LogQuery { Recipient = "a@*" }, Token))[0].MailId);
                Assert.True((await _store.BooksAsync(LogLines.Noon.AddDays(-30), Token)).Balance);
                begun[reader].TrySetResult();
            }
        }, Token)).ToList();
        await Task.WhenAny(Task.WhenAll(begun.Select(one => one.Task)), Task.WhenAll(searches));
        for (var day = 24; day > 0; day--)
            await _store.PurgeAsync(new DateOnly(2026, 3, 5).AddDays(-day), Token);
        await stop.CancelAsync();
        await Task.WhenAll(searches);
        Assert.All(rounds, count => Assert.True(count > 1));
        Assert.Single(await _store.SearchAsync(new LogQuery(), Token));
        Assert.Empty(_logger.Lines);
    }

    [Fact]
    public async Task What_a_purge_that_was_killed_left_beside_a_day_goes_with_the_next()
    {
        await _store.LoadAsync([LogLines.Message(LogLines.Noon, "a@x.example")], Token);
        foreach (var suffix in new[] { "-wal", "-shm" })
        {
            Write("2026-03-02", [1]);
            File.Move(_folder.LogFile("2026-03-02"), _folder.LogFile("2026-03-02") + suffix);
        }
        await _store.PurgeAsync(new DateOnly(2026, 3, 3), Token);
        Assert.DoesNotContain(Directory.GetFiles(Path.GetDirectoryName(_folder.LogFile("2026-03-02"))!), path => path.Contains("2026-03-02", StringComparison.Ordinal));
        Assert.Single(await _store.SearchAsync(new LogQuery(), Token));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_set_aside_by_the_writer()
    {
        Write("2026-03-04", RandomNumberGenerator.GetBytes(20_000));
        var message = LogLines.Message(LogLines.Noon, "a@x.example");
        await _store.LoadAsync([message], Token);
        Assert.NotNull(await _store.FindAsync(message.MailId, Token));
        AssertSetAside("damaged");
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_set_aside_by_a_reader()
    {
        Write("2026-03-04", RandomNumberGenerator.GetBytes(20_000));
        var other = LogLines.Message(LogLines.Noon.AddDays(-1), "a@x.example");
        await _store.LoadAsync([other], Token);
        Assert.Single(await _store.SearchAsync(new LogQuery(), Token));
        AssertSetAside("damaged");
    }

    [Fact]
    public async Task A_file_that_is_damaged_inside_stops_neither_loading_nor_searching()
    {
        for (var number = 0; number < 200; number++)
            await _store.LoadAsync([LogLines.Message(LogLines.Noon.AddSeconds(number), $"r{number}@x.example")], Token);
        _store.Dispose();
        SqliteConnection.ClearAllPools();
        var path = _folder.LogFile("2026-03-04");
        var octets = await File.ReadAllBytesAsync(path, Token);
        RandomNumberGenerator.Fill(octets.AsSpan(4096 * 2));
        await File.WriteAllBytesAsync(path, octets, Token);
        _store = Open();
        _ = await _store.SearchAsync(new LogQuery { Recipient = "*5*" }, Token);
        var message = LogLines.Message(LogLines.Noon, "after@x.example");
        await _store.LoadAsync([message], Token);
        Assert.NotNull(await _store.FindAsync(message.MailId, Token));
        AssertSetAside("damaged");
    }

    [Fact]
    public async Task A_day_that_a_reader_sets_aside_goes_on_in_the_new_file_although_the_writer_was_open()
    {
        for (var number = 0; number < 200; number++)
            await _store.LoadAsync([LogLines.Message(LogLines.Noon.AddSeconds(number), $"r{number}@x.example")], Token);
        Query("2026-03-04", "PRAGMA wal_checkpoint(TRUNCATE)");
        SqliteConnection.ClearAllPools();
        await using (var file = new FileStream(_folder.LogFile("2026-03-04"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = 4096 * 2;
            await file.WriteAsync(RandomNumberGenerator.GetBytes((int)file.Length - (4096 * 2)), Token);
        }
        _ = await _store.SearchAsync(new LogQuery { Recipient = "*5*" }, Token);
        AssertSetAside("damaged");
        var message = LogLines.Message(LogLines.Noon, "after@x.example");
        await _store.LoadAsync([message], Token);
        Assert.NotNull(await _store.FindAsync(message.MailId, Token));
        Assert.True(File.Exists(_folder.LogFile("2026-03-04")));
    }

    [Fact]
    public async Task What_was_set_aside_goes_with_its_day()
    {
        Write("2026-03-04", RandomNumberGenerator.GetBytes(20_000));
        await _store.LoadAsync([LogLines.Message(LogLines.Noon, "a@x.example")], Token);
        AssertSetAside("damaged");
        await _store.PurgeAsync(new DateOnly(2026, 3, 4), Token);
        Assert.NotEmpty(Directory.GetFiles(_folder.Settings.LogFolder, "*.damaged-*"));
        await _store.PurgeAsync(new DateOnly(2026, 3, 5), Token);
        Assert.Empty(Directory.GetFiles(_folder.Settings.LogFolder));
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_set_aside_whole()
    {
        await _store.LoadAsync([LogLines.Message(LogLines.Noon, "a@x.example")], Token);
        _store.Dispose();
        Query("2026-03-04", $"INSERT INTO schema_version (version) VALUES ({LogSchema.Current + 1}) RETURNING version");
        SqliteConnection.ClearAllPools();
        _store = Open();
        var message = LogLines.Message(LogLines.Noon, "b@x.example");
        await _store.LoadAsync([message], Token);
        Assert.Equal("b@x.example", (await _store.SearchAsync(new LogQuery(), Token)).Single().Recipient);
        AssertSetAside($"version-{LogSchema.Current + 1}");
    }

    [Fact]
    public async Task An_empty_file_that_a_crash_left_is_used()
    {
        Write("2026-03-04", []);
        Assert.Empty(await _store.SearchAsync(new LogQuery(), Token));
        await _store.LoadAsync([LogLines.Message(LogLines.Noon, "a@x.example")], Token);
        Assert.Single(await _store.SearchAsync(new LogQuery(), Token));
        Assert.Empty(_logger.Lines);
    }

    [Fact]
    public async Task While_another_holds_the_lock_nothing_is_half_loaded()
    {
        var first = LogLines.Message(LogLines.Noon, "a@x.example");
        await _store.LoadAsync([first], Token);
        using var patience = new SqliteLogStore(_folder.Settings with { BusyTimeout = TimeSpan.FromSeconds(1) }, TimeProvider.System, new Typed(_logger));
        using (var connection = new SqliteConnection($"Data Source={_folder.LogFile("2026-03-04")}"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "BEGIN EXCLUSIVE";
            command.ExecuteNonQuery();
            var error = await Assert.ThrowsAsync<SqliteException>(() => patience.LoadAsync([LogLines.Status(first, 0, 1, RecipientStatus.Delivered)], Token));
            Assert.Equal(5, error.SqliteErrorCode);
            Assert.Equal(RecipientStatus.Queued, (await _store.SearchAsync(new LogQuery(), Token)).Single().Status);
        }
        SqliteConnection.ClearAllPools();
        await patience.LoadAsync([LogLines.Status(first, 0, 1, RecipientStatus.Delivered)], Token);
        Assert.Equal(RecipientStatus.Delivered, (await _store.SearchAsync(new LogQuery(), Token)).Single().Status);
    }

    [Fact]
    public async Task A_batch_that_fails_leaves_no_address_behind_that_is_not_there()
    {
        var bad = LogLines.Message(LogLines.Noon, "new@x.example", null!);
        await Assert.ThrowsAnyAsync<Exception>(() => _store.LoadAsync([bad], Token));
        var good = LogLines.Message(LogLines.Noon, "new@x.example");
        await _store.LoadAsync([good], Token);
        Assert.Equal("new@x.example", (await _store.FindAsync(good.MailId, Token))!.Message.Recipients[0].Address);
    }

    [Fact]
    public async Task A_search_is_led_by_an_index_that_gives_little_and_else_walks_back_from_the_newest()
    {
        var lines = Enumerable.Range(0, 2_500).Select(number => LogLines.Message(LogLines.Noon.AddSeconds(number), $"r{number}@x.example") with
        {
            Sender = number == 7 ? "rare@y.example" : "common@y.example", Subject = number == 9 ? "a rare word" : "an ordinary one",
        }).ToList();
        await _store.LoadAsync([.. lines, LogLines.Status(lines[4], 0, 1, RecipientStatus.Quarantined)], Token);
        Assert.Contains("INDEX recipient_status", Plan(new LogQuery { Status = RecipientStatus.Quarantined }), StringComparison.Ordinal);
        Assert.Null(LogSearchPlan(new LogQuery { Disposition = Disposition.Reject }));
        Assert.Contains("INDEX recipient_address", Plan(new LogQuery { Recipient = "r77@x.example" }), StringComparison.Ordinal);
        Assert.Contains("INDEX recipient_address", Plan(new LogQuery { Recipient = "r77*" }), StringComparison.Ordinal);
        Assert.Contains("INDEX message_sender", Plan(new LogQuery { Sender = "rare@*" }), StringComparison.Ordinal);
        Assert.Contains("subject_index VIRTUAL TABLE", Plan(new LogQuery { Subject = "*rare word*" }), StringComparison.Ordinal);
        foreach (var broad in new[] { new LogQuery(), new LogQuery { Recipient = "*@x.example" }, new LogQuery { Sender = "common@*" }, new LogQuery { Subject = "*ordinary*" } })
            Assert.StartsWith("SCAN message USING INDEX sqlite_autoindex_message_1", Plan(broad), StringComparison.Ordinal);
        Assert.Null(LogSearchPlan(new LogQuery { Recipient = "nobody@x.example" }));
        Assert.Equal("r9@x.example", (await _store.SearchAsync(new LogQuery { Subject = "*rare word*", Sender = "common@*" }, Token)).Single().Recipient);
    }

    private string Plan(LogQuery query) => LogSearchPlan(query) ?? throw new InvalidOperationException("There is nothing to search.");

    private string? LogSearchPlan(LogQuery query)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.LogFile("2026-03-04")}");
        connection.Open();
        using var command = LogSearchQuery.ForMessages(connection, query, new LogAddressMatches(query), 100);
        if (command is null)
            return null;
        command.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
        using var reader = command.ExecuteReader();
        var plan = new List<string>();
        while (reader.Read())
            plan.Add(reader.GetString(3));
        return string.Join('\n', plan);
    }

    private SqliteLogStore Open() => new(_folder.Settings, TimeProvider.System, new Typed(_logger));

    private void Write(string day, byte[] octets)
    {
        Directory.CreateDirectory(_folder.Settings.LogFolder);
        File.WriteAllBytes(_folder.LogFile(day), octets);
    }

    private string? Query(string day, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.LogFile(day)}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()?.ToString();
    }

    private void AssertSetAside(string why)
    {
        Assert.Contains(Directory.GetFiles(_folder.Settings.LogFolder), path => path.Contains($".db.{why}-", StringComparison.Ordinal));
        Assert.Contains(_logger.Lines, line => line.Contains("log-2026-03-04.db", StringComparison.Ordinal) && line.Contains("Mail is not affected", StringComparison.Ordinal));
    }

    private sealed class RecordingLogger : ILogger
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines)
                    return [.. _lines];
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines)
                _lines.Add(formatter(state, exception));
        }
    }

    private sealed class Typed(ILogger inner) : ILogger<SqliteLogStore>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            inner.Log(logLevel, eventId, state, exception, formatter);
    }
}
