using System.Globalization;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Spool;
using Gatepost.Storage.PostgreSql;
using Gatepost.Storage.PostgreSql.Log;
using Gatepost.Storage.Tests.Contracts;
using Gatepost.Testing.Servers;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Gatepost.Storage.Tests.PostgreSql;

/// <summary>What is PostgreSQL's own about the log: partitions, the books that are kept, texts that it does not take, the extension.</summary>
public sealed class PostgreSqlLogTests(PostgreSqlFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_day_has_its_partitions_and_a_purge_leaves_nothing_of_it()
    {
        await using var connections = await fixture.ConnectAsync();
        using var store = Open(connections);
        for (var day = 0; day < 3; day++)
            await store.LoadAsync([LogLines.Message(LogLines.Noon.AddDays(-day), "a@example.org")], Token);
        Assert.Equal(18, await CountAsync(connections, "SELECT count(*) FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE relkind = 'r'"));
        await store.PurgeAsync(new DateOnly(2026, 3, 4), Token);
        Assert.Equal(6, await CountAsync(connections, "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relname ~ '_2026[0-9]{4}$'"));
    }

    [Fact]
    public async Task A_purge_waits_for_no_search_and_no_load_for_a_purge()
    {
        await using var connections = await fixture.ConnectAsync();
        using var store = Open(connections);
        await store.LoadAsync([LogLines.Message(LogLines.Noon.AddDays(-9), "a@example.org"), LogLines.Message(LogLines.Noon, "a@example.org")], Token);
        // A search of today that takes for ever.
        await using var reader = await connections.Search.OpenConnectionAsync(Token);
        await using var transaction = await reader.BeginTransactionAsync(Token);
        await using (var command = new NpgsqlCommand("SELECT count(*) FROM log_message_20260304", reader))
            Assert.Equal(1L, await command.ExecuteScalarAsync(Token));
        await store.PurgeAsync(new DateOnly(2026, 3, 1), Token);
        await store.LoadAsync([LogLines.Message(LogLines.Noon.AddHours(1), "b@example.org"), LogLines.Message(LogLines.Noon.AddDays(1), "c@example.org")], Token);
        Assert.Equal(3, (await store.SearchAsync(new LogQuery(), Token)).Count);
    }

    [Fact]
    public async Task A_purge_that_was_killed_half_way_is_finished_by_the_next()
    {
        await using var connections = await fixture.ConnectAsync();
        using var store = Open(connections);
        await store.LoadAsync([LogLines.Message(LogLines.Noon, "a@example.org"), LogLines.Message(LogLines.Noon.AddDays(1), "a@example.org")], Token);
        await (await fixture.ServerAsync()).SqlAsync("ALTER TABLE log_refusal DETACH PARTITION log_refusal_20260304", connections.Main.CreateConnection().Database);
        await (await fixture.ServerAsync()).SqlAsync("ALTER TABLE log_message DETACH PARTITION log_message_20260304; DROP TABLE log_message_20260304", connections.Main.CreateConnection().Database);
        await store.PurgeAsync(new DateOnly(2026, 3, 5), Token);
        Assert.Equal(6, await CountAsync(connections, "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relname ~ '_2026[0-9]{4}$'"));
    }

    [Fact]
    public async Task Kept_books_follow_what_is_loaded_later()
    {
        await using var connections = await fixture.ConnectAsync();
        using var store = Open(connections);
        var since = LogLines.Noon.AddDays(-5);
        var message = LogLines.Message(LogLines.Noon, "a@example.org", "b@example.org");
        await store.LoadAsync([message], Token);
        Assert.Equal(2, (await store.BooksAsync(since, Token)).Queued);
        Assert.Equal(24, await CountAsync(connections, "SELECT count(*) FROM log_books"));
        Assert.Equal(2, (await store.BooksAsync(since, Token)).Queued);
        await CountAsync(connections, "WITH kept AS (UPDATE log_books SET accepted = 42 WHERE hour = 12 RETURNING 1) SELECT count(*) FROM kept");
        Assert.Equal(42, (await store.BooksAsync(since, Token)).Accepted);
        await store.LoadAsync([LogLines.Status(message, 0, 5, RecipientStatus.Delivered)], Token);
        Assert.Equal(23, await CountAsync(connections, "SELECT count(*) FROM log_books"));
        Assert.Equal(new LogBooks(2, 1, 0, 1, 0, 0, 0), await store.BooksAsync(since, Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_counts_an_hour_and_who_loads_into_it_wait_for_each_other(bool isCounted)
    {
        await using var connections = await fixture.ConnectAsync();
        using var store = Open(connections);
        await store.LoadAsync([LogLines.Message(LogLines.Noon, "a@example.org")], Token);
        await using var other = await connections.Main.OpenConnectionAsync(Token);
        await using var transaction = await other.BeginTransactionAsync(Token);
        await using (var command = new NpgsqlCommand($"SELECT pg_advisory_xact_lock{(isCounted ? "_shared" : "")}({PostgreSqlLocks.LogBooks}, {new DateOnly(2026, 3, 4).DayNumber})", other))
            await command.ExecuteNonQueryAsync(Token);
        Task waiting = isCounted ? store.BooksAsync(LogLines.Noon.AddDays(-1), Token) : store.LoadAsync([LogLines.Message(LogLines.Noon, "b@example.org")], Token);
        await Wait.UntilAsync(
            async () => await CountAsync(connections, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())") == 1,
            TimeSpan.FromSeconds(60), () => "somebody waits for the lock");
        Assert.False(waiting.IsCompleted);
        await transaction.CommitAsync(Token);
        await waiting;
        Assert.Equal(isCounted ? 1 : 2, (await store.BooksAsync(LogLines.Noon.AddDays(-1), Token)).Accepted);
    }

    [Fact]
    public async Task Books_that_were_kept_by_the_day_are_counted_again_by_the_hour()
    {
        await using var connections = new PostgreSqlConnections(await fixture.NewDatabaseAsync());
        await using (var connection = await connections.Main.OpenConnectionAsync(Token))
        {
            await using var command = new NpgsqlCommand(
                LogSchema.Steps[0] + """
                CREATE TABLE log_schema_version (version int NOT NULL);
                INSERT INTO log_schema_version VALUES (1);
                INSERT INTO log_books (day, accepted, by_status) VALUES ('2026-03-04', 42, '{42}');
                """, connection);
            await command.ExecuteNonQueryAsync(Token);
        }
        using var store = Open(connections);
        await store.LoadAsync([LogLines.Message(LogLines.Noon, "a@example.org")], Token);
        Assert.Equal(new LogBooks(1, 1, 0, 0, 0, 0, 0), await store.BooksAsync(LogLines.Noon.AddDays(-1), Token));
    }

    /// <summary>Thailand counts years by Buddha, and nothing that a database reads may.</summary>
    [Fact]
    public async Task Books_are_right_in_every_culture()
    {
        CultureInfo.CurrentCulture = new CultureInfo("th-TH");
        await using var connections = await fixture.ConnectAsync();
        using var store = Open(connections);
        var message = LogLines.Message(LogLines.Noon, "a@example.org");
        await store.LoadAsync([message], Token);
        Assert.Equal(1, (await store.BooksAsync(LogLines.Noon.AddDays(-1), Token)).Queued);
        await store.LoadAsync([LogLines.Status(message, 0, 5, RecipientStatus.Delivered)], Token);
        Assert.Equal(new LogBooks(1, 0, 0, 1, 0, 0, 0), await store.BooksAsync(LogLines.Noon.AddDays(-1), Token));
    }

    [Fact]
    public async Task Books_since_the_middle_of_an_hour_count_what_came_after_it_and_every_hour_once()
    {
        await using var connections = await fixture.ConnectAsync();
        using var store = Open(connections);
        var midnight = LogLines.Noon.AddHours(-12);
        await store.LoadAsync([.. Enumerable.Range(0, 144).Select(turn => LogLines.Message(midnight.AddMinutes(20 * turn), "a@example.org"))], Token);
        foreach (var _ in Enumerable.Range(0, 2))
        {
            Assert.Equal(144, (await store.BooksAsync(midnight, Token)).Queued);
            Assert.Equal(144 - 32, (await store.BooksAsync(midnight.AddMinutes(630), Token)).Queued);
            Assert.Equal(72, (await store.BooksAsync(midnight.AddDays(1), Token)).Queued);
            Assert.Equal(1, (await store.BooksAsync(midnight.AddDays(2).AddMinutes(-20), Token)).Queued);
            Assert.Equal(144 - 32, (await store.BooksAsync(midnight.AddMinutes(630).ToOffset(TimeSpan.FromHours(5.5)), Token)).Queued);
        }
    }

    [Fact]
    public async Task What_PostgreSQL_does_not_take_is_replaced_and_no_line_is_lost()
    {
        await using var connections = await fixture.ConnectAsync();
        using var store = Open(connections);
        await store.LoadAsync([LogLines.Message(LogLines.Noon, "a\0b@example.org") with { Subject = "win\0ner \ud800 \ud83d\ude00" }], Token);
        var row = (await store.SearchAsync(new LogQuery { Recipient = "a\0B@example.org" }, Token)).Single();
        Assert.Equal(("win\ufffdner \ufffd \ud83d\ude00", "a\ufffdb@example.org"), (row.Subject, row.Recipient));
        Assert.Single(await store.SearchAsync(new LogQuery { Subject = "*\ud83d\ude00*" }, Token));
    }

    [Fact]
    public async Task Without_the_extension_searches_find_the_same_and_it_can_be_added_later()
    {
        var server = await fixture.ServerAsync();
        var settings = await fixture.NewDatabaseAsync();
        await server.SqlAsync($"DO $$ BEGIN CREATE ROLE plain LOGIN PASSWORD '{PostgreSqlServer.Password}'; EXCEPTION WHEN duplicate_object THEN NULL; END $$; GRANT CREATE ON SCHEMA public TO plain", settings.Database);
        await using var connections = new PostgreSqlConnections(settings with { User = "plain" });
        using var store = Open(connections);
        await store.LoadAsync([LogLines.Message(LogLines.Noon, "rita@example.org")], Token);
        Assert.Single(await store.SearchAsync(new LogQuery { Recipient = "*ita@exam*" }, Token));
        Assert.Equal(0, await CountAsync(connections, "SELECT count(*) FROM pg_indexes WHERE indexname LIKE '%trigram'"));
        await server.SqlAsync("CREATE EXTENSION pg_trgm", settings.Database);
        await using (var connection = await connections.Main.OpenConnectionAsync(Token))
            Assert.Equal(1, await LogPartitions.AddTrigramIndexesAsync(connection, Token));
        Assert.Equal(1, await CountAsync(connections, "SELECT count(*) FROM pg_indexes WHERE indexname LIKE '%trigram'"));
        Assert.Single(await store.SearchAsync(new LogQuery { Recipient = "*ita@exam*" }, Token));
    }

    [Fact]
    public async Task A_line_that_no_database_takes_is_told_from_a_database_that_is_away()
    {
        await using var connections = await fixture.ConnectAsync();
        using var store = Open(connections);
        var random = new Random(1);
        var endless = new string([.. Enumerable.Range(0, 20_000).Select(_ => (char)random.Next('0', '~'))]);
        await Assert.ThrowsAsync<ArgumentException>(() => store.LoadAsync([LogLines.Message(LogLines.Noon, "a@example.org") with { MessageIdHeader = endless }], Token));
        await store.LoadAsync([LogLines.Message(LogLines.Noon, "a@example.org")], Token);
        await using var away = new PostgreSqlConnections(new() { Host = "127.0.0.1", Port = Loopback.FreePort() });
        using var nowhere = Open(away);
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => nowhere.LoadAsync([LogLines.Message(LogLines.Noon, "a@example.org")], Token));
    }

    private static PostgreSqlLogStore Open(PostgreSqlConnections connections) => new(connections, NullLogger<PostgreSqlLogSchema>.Instance);

    private static async Task<long> CountAsync(PostgreSqlConnections connections, string sql)
    {
        await using var command = connections.Main.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
