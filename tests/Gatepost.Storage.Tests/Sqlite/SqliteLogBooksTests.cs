using System.Globalization;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Spool;
using Gatepost.Storage.Sqlite.Log;
using Gatepost.Storage.Tests.Contracts;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Gatepost.Storage.Tests.Sqlite;

/// <summary>The books of days that are over are kept in their files, and never outlive a line that is loaded later.</summary>
public sealed class SqliteLogBooksTests : IDisposable
{
    private const string Day = "2026-03-04";

    private static readonly DateTimeOffset LongAgo = LogLines.Noon.AddDays(-20);

    private readonly DatabaseFolder _folder = new();
    private readonly FakeTimeProvider _time = new(LogLines.Noon.AddDays(2));
    private readonly SqliteLogStore _store;

    public SqliteLogBooksTests() => _store = new SqliteLogStore(_folder.Settings, _time, NullLogger<SqliteLogStore>.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Books_of_a_day_that_is_over_are_counted_once_until_a_line_comes()
    {
        var message = LogLines.Message(LogLines.Noon, "a@x.example", "b@x.example");
        await _store.LoadAsync([message], Token);
        Assert.Equal(new LogBooks(2, 2, 0, 0, 0, 0, 0), await _store.BooksAsync(LongAgo, Token));
        Write("UPDATE books SET recipients = 42 WHERE status = -1");
        Assert.Equal(42, (await _store.BooksAsync(LongAgo, Token)).Accepted);

        await _store.LoadAsync([LogLines.Status(message, 1, 1, RecipientStatus.Bounced)], Token);
        Assert.Equal(0, Kept());
        Assert.Equal(new LogBooks(2, 1, 0, 0, 1, 0, 0), await _store.BooksAsync(LongAgo, Token));
        Assert.Equal(Enum.GetValues<RecipientStatus>().Length + 1, Kept());
        Assert.Equal(new LogBooks(2, 1, 0, 0, 1, 0, 0), await _store.BooksAsync(LongAgo, Token));
    }

    [Fact]
    public async Task Books_of_a_day_without_accepted_mail_are_kept_too()
    {
        await _store.LoadAsync([LogLines.Refusal(LogLines.Noon, Guid.NewGuid())], Token);
        Assert.Equal(new LogBooks(0, 0, 0, 0, 0, 0, 0), await _store.BooksAsync(LongAgo, Token));
        Assert.NotEqual(0, Kept());
    }

    [Fact]
    public async Task Part_of_a_day_is_counted_and_leaves_what_is_kept_alone()
    {
        await _store.LoadAsync([LogLines.Message(LogLines.Noon, "a@x.example"), LogLines.Message(LogLines.Noon.AddHours(2), "b@x.example")], Token);
        Assert.Equal(1, (await _store.BooksAsync(LogLines.Noon.AddHours(1), Token)).Accepted);
        Assert.Equal(0, Kept());
        Assert.Equal(2, (await _store.BooksAsync(LongAgo, Token)).Accepted);
        Assert.Equal(1, (await _store.BooksAsync(LogLines.Noon.AddHours(1), Token)).Accepted);
    }

    [Fact]
    public async Task Books_of_today_are_not_kept()
    {
        _time.AdjustTime(LogLines.Noon.AddMinutes(1));
        await _store.LoadAsync([LogLines.Message(LogLines.Noon, "a@x.example")], Token);
        Assert.Equal(1, (await _store.BooksAsync(LongAgo, Token)).Accepted);
        Assert.Equal(0, Kept());
    }

    [Fact]
    public async Task A_count_that_a_line_has_overtaken_is_not_kept()
    {
        var message = LogLines.Message(LogLines.Noon, "a@x.example");
        await _store.LoadAsync([message], Token);
        using (var connection = Open())
        {
            using var command = connection.CreateCommand();
            command.CommandText = "BEGIN";
            command.ExecuteNonQuery();
            var counted = LogDayBooks.Counted(connection);
            Assert.Equal(1, counted.ByStatus[(int)RecipientStatus.Queued]);
            await _store.LoadAsync([LogLines.Status(message, 0, 1, RecipientStatus.Delivered)], Token);
            LogDayBooks.Keep(connection, counted);
            command.CommandText = "ROLLBACK";
            command.ExecuteNonQuery();
        }
        Assert.Equal(0, Kept());
        Assert.Equal(1, (await _store.BooksAsync(LongAgo, Token)).Delivered);
    }

    [Fact]
    public async Task While_another_writes_books_are_counted_and_not_kept()
    {
        await _store.LoadAsync([LogLines.Message(LogLines.Noon, "a@x.example")], Token);
        using (var connection = Open())
        {
            using var command = connection.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            command.ExecuteNonQuery();
            Assert.Equal(1, (await _store.BooksAsync(LongAgo, Token)).Accepted);
            command.CommandText = "ROLLBACK";
            command.ExecuteNonQuery();
        }
        Assert.Equal(0, Kept());
        Assert.Equal(1, (await _store.BooksAsync(LongAgo, Token)).Accepted);
        Assert.NotEqual(0, Kept());
    }

    [Fact]
    public async Task Books_that_are_read_while_lines_come_balance_and_end_right()
    {
        const int Messages = 60;
        var loading = Task.Run(async () =>
        {
            for (var number = 0; number < Messages; number++)
            {
                var message = LogLines.Message(LogLines.Noon.AddSeconds(number), "a@x.example");
                await _store.LoadAsync([message], Token);
                await _store.LoadAsync([LogLines.Status(message, 0, 1, RecipientStatus.Delivered)], Token);
            }
        }, Token);
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            for (var last = new LogBooks(0, 0, 0, 0, 0, 0, 0); !loading.IsCompleted;)
            {
                var books = await _store.BooksAsync(LongAgo, Token);
                Assert.True(books.Balance);
                Assert.True(books.Accepted >= last.Accepted && books.Delivered >= last.Delivered, $"{books} came after {last}.");
                last = books;
            }
        }, Token));
        await Task.WhenAll([loading, .. readers]);
        Assert.Equal(new LogBooks(Messages, 0, 0, Messages, 0, 0, 0), await _store.BooksAsync(LongAgo, Token));
        Assert.Equal(new LogBooks(Messages, 0, 0, Messages, 0, 0, 0), await _store.BooksAsync(LongAgo, Token));
    }

    private int Kept() => Convert.ToInt32(Write("SELECT COUNT(*) FROM books"), CultureInfo.InvariantCulture);

    private object? Write(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={_folder.LogFile(Day)}");
        connection.Open();
        return connection;
    }
}
