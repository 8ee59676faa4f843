using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Nodes;
using Gatepost.Storage.PostgreSql;
using Gatepost.Storage.PostgreSql.Log;
using Gatepost.Storage.PostgreSql.Nodes;
using Gatepost.Storage.Tests.Contracts;
using Gatepost.Testing.Disk;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Gatepost.Storage.Tests.PostgreSql;

/// <summary>What two nodes on one database must never do twice, or at once.</summary>
public sealed class TwoNodesTests(PostgreSqlFixture fixture) : IAsyncLifetime
{
    private readonly NodeId _nodeA = new(new FaultyDisk());
    private readonly NodeId _nodeB = new(new FaultyDisk());
    private PostgreSqlConnections _a = null!;
    private PostgreSqlConnections _b = null!;
    private string _database = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var settings = await fixture.NewDatabaseAsync();
        (_database, _a, _b) = (settings.Database, new PostgreSqlConnections(settings), new PostgreSqlConnections(settings));
    }

    private static PostgreSqlLeases Leases(PostgreSqlConnections connections, NodeId node) =>
        new(connections, node, TimeProvider.System, NullLogger<PostgreSqlLeases>.Instance);

    public async ValueTask DisposeAsync()
    {
        await _a.DisposeAsync();
        await _b.DisposeAsync();
    }

    [Fact]
    public async Task A_lease_is_held_by_one_node_until_it_ends()
    {
        using PostgreSqlLeases a = Leases(_a, _nodeA), b = Leases(_b, _nodeB);
        Assert.True(await a.HoldAsync("purge", TimeSpan.FromHours(1), Token));
        Assert.False(await b.HoldAsync("purge", TimeSpan.FromHours(1), Token));
        Assert.True(await a.HoldAsync("purge", TimeSpan.FromHours(1), Token));
        Assert.True(await b.HoldAsync("another", TimeSpan.FromHours(1), Token));
        // The holder died an hour ago.
        await (await fixture.ServerAsync()).SqlAsync("UPDATE node_lease SET until = now() - interval '1 second' WHERE name = 'purge'", _database);
        Assert.True(await b.HoldAsync("purge", TimeSpan.FromHours(1), Token));
        Assert.False(await a.HoldAsync("purge", TimeSpan.FromHours(1), Token));
    }

    /// <summary>By a clock that is months ahead everything is old: a machine that comes up with the wrong date must not delete the log and the quarantine of all.</summary>
    [Fact]
    public async Task A_node_whose_clock_is_wrong_holds_no_lease()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow.AddDays(60));
        using var wrong = new PostgreSqlLeases(_a, _nodeA, time, NullLogger<PostgreSqlLeases>.Instance);
        using var right = Leases(_b, _nodeB);
        Assert.False(await wrong.HoldAsync("purge", TimeSpan.FromHours(1), Token));
        Assert.True(await right.HoldAsync("purge", TimeSpan.FromHours(1), Token));
    }

    [Fact]
    public async Task Of_many_who_want_a_lease_at_once_one_node_gets_it()
    {
        var leases = new List<PostgreSqlLeases>();
        for (var node = 0; node < 8; node++)
            leases.Add(Leases(node % 2 == 0 ? _a : _b, new NodeId(new FaultyDisk())));
        var held = await Task.WhenAll(leases.Select(lease => Task.Run(() => lease.HoldAsync("sweep", TimeSpan.FromHours(1), Token))));
        Assert.Single(held, holds => holds);
        leases.ForEach(lease => lease.Dispose());
    }

    [Fact]
    public async Task A_message_has_one_turn_over_all_nodes()
    {
        using PostgreSqlMessageTurns a = new(_a), b = new(_b);
        var (id, other) = (MailIds.At(LogLines.Noon), MailIds.At(LogLines.Noon));
        // One in 64 pairs shares a turn within a process; of another parity it shares none.
        while (((id.GetHashCode() ^ other.GetHashCode()) & 1) == 0)
            other = MailIds.At(LogLines.Noon);
        var turn = await a.EnterAsync(id, Token);
        var waiting = b.EnterAsync(id, Token).AsTask();
        await using (await b.EnterAsync(other, Token))
            Assert.False(waiting.IsCompleted);
        await turn.DisposeAsync();
        await (await waiting).DisposeAsync();
    }

    [Fact]
    public async Task A_turn_ends_with_its_node()
    {
        using PostgreSqlMessageTurns a = new(_a), b = new(_b);
        var id = MailIds.At(LogLines.Noon);
        var turn = await a.EnterAsync(id, Token);
        await (await fixture.ServerAsync()).SqlAsync("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())", _database);
        await (await b.EnterAsync(id, Token)).DisposeAsync();
        await Assert.ThrowsAnyAsync<Npgsql.NpgsqlException>(async () => await turn.ConfirmAsync(Token));
        await Assert.ThrowsAnyAsync<Npgsql.NpgsqlException>(async () => await turn.ConfirmAsync(Token));
        await turn.DisposeAsync();
        await using var next = await a.EnterAsync(id, Token);
        await next.ConfirmAsync(Token);
    }

    [Fact]
    public async Task A_log_is_kept_for_as_long_as_any_node_says_that_was_there_within_a_week()
    {
        using PostgreSqlLeases a = Leases(_a, _nodeA), b = Leases(_b, _nodeB);
        Assert.Equal(3, await b.LargestStatedAsync("days", 3, Token));
        Assert.Equal(30, await a.LargestStatedAsync("days", 30, Token));
        Assert.Equal(30, await b.LargestStatedAsync("days", 3, Token));
        Assert.Equal(5, await b.LargestStatedAsync("other", 5, Token));
        Assert.Equal(20, await a.LargestStatedAsync("days", 20, Token));
        await (await fixture.ServerAsync()).SqlAsync("UPDATE node_statement SET at = now() - interval '6 days' WHERE number = 20", _database);
        Assert.Equal(20, await b.LargestStatedAsync("days", 3, Token));
        await (await fixture.ServerAsync()).SqlAsync("UPDATE node_statement SET at = now() - interval '8 days' WHERE number = 20", _database);
        Assert.Equal(3, await b.LargestStatedAsync("days", 3, Token));
    }

    [Fact]
    public async Task Turns_are_nobodys_twice_under_a_crowd()
    {
        using PostgreSqlMessageTurns a = new(_a), b = new(_b);
        MailId[] ids = [MailIds.At(LogLines.Noon), MailIds.At(LogLines.Noon), MailIds.At(LogLines.Noon)];
        var inside = new int[ids.Length];
        await Task.WhenAll(Enumerable.Range(0, 60).Select(number => Task.Run(async () =>
        {
            await using (await (number % 2 == 0 ? a : b).EnterAsync(ids[number % 3], Token))
            {
                Assert.Equal(1, Interlocked.Increment(ref inside[number % 3]));
                await Task.Yield();
                Interlocked.Decrement(ref inside[number % 3]);
            }
        })));
    }

    [Fact]
    public async Task Two_nodes_load_the_same_new_day_at_once()
    {
        using PostgreSqlLogStore a = new(_a, NullLogger<PostgreSqlLogSchema>.Instance), b = new(_b, NullLogger<PostgreSqlLogSchema>.Instance);
        var lines = Enumerable.Range(0, 40).Select(number => LogLines.Message(LogLines.Noon.AddMinutes(number), $"r{number % 7}@example.org", "all@example.org")).ToList();
        await Task.WhenAll(
            Task.Run(() => a.LoadAsync([.. lines.Take(30)], Token)), Task.Run(() => b.LoadAsync([.. lines.Skip(10)], Token)), Task.Run(() => b.LoadAsync([.. lines.Take(20)], Token)));
        var books = await a.BooksAsync(DateTimeOffset.UnixEpoch, Token);
        Assert.Equal((80, true), (books.Accepted, books.Balance));
        Assert.Equal(books, await b.BooksAsync(DateTimeOffset.UnixEpoch, Token));
        Assert.Equal(80, (await b.SearchAsync(new(), Token)).Count);
    }
}
