using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.MessageLog.Journal;
using Gatepost.Gateway.Nodes;
using Gatepost.Testing.Disk;
using Gatepost.Testing.Servers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Gatepost.Gateway.Tests.MessageLog;

public sealed class MessageLogPurgeTests
{
    [Fact]
    public async Task Old_days_go_at_the_start_and_as_the_days_pass()
    {
        var token = TestContext.Current.CancellationToken;
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 30, 23, 30, 0, TimeSpan.Zero));
        var store = new RecordingLogStore();
        var settings = new GatewaySettings { HostName = "mx.example.org", DataFolder = "/nowhere", Listeners = [], LogDays = 30 };
        var disk = new FaultyDisk();
        var (old, kept) = (JournalFolder.BadLines(new DateOnly(2026, 2, 28)), JournalFolder.BadLines(new DateOnly(2026, 3, 1)));
        disk.Put(old, "x"u8);
        disk.Put(kept, "x"u8);
        using var purge = new MessageLogPurge(store, disk, new OnlyNode(), settings, time, NullLogger<MessageLogPurge>.Instance);
        await purge.StartAsync(token);
        await Wait.UntilAsync(() => store.PurgedBefore == new DateOnly(2026, 3, 1), TimeSpan.FromSeconds(10), "nothing was purged at the start");
        Assert.Null(disk.Peek(old));
        Assert.NotNull(disk.Peek(kept));
        await Wait.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromHours(1));
            return store.PurgedBefore > new DateOnly(2026, 3, 1);
        }, TimeSpan.FromSeconds(10), "nothing was purged after midnight");
        await purge.StopAsync(token);
    }

    /// <summary>The log of several nodes is one: the node that promises least must not take from the others. Lines set aside are its own.</summary>
    [Fact]
    public async Task The_largest_number_that_a_node_states_counts_for_the_log_of_all()
    {
        var token = TestContext.Current.CancellationToken;
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 30, 23, 30, 0, TimeSpan.Zero));
        var (store, nodes, disk) = (new RecordingLogStore(), new OtherNodeKeeps(40), new FaultyDisk());
        var settings = new GatewaySettings { HostName = "mx.example.org", DataFolder = "/nowhere", Listeners = [], LogDays = 30 };
        var old = JournalFolder.BadLines(new DateOnly(2026, 2, 28));
        disk.Put(old, "x"u8);
        using var purge = new MessageLogPurge(store, disk, nodes, settings, time, NullLogger<MessageLogPurge>.Instance);
        await purge.StartAsync(token);
        // Those that were started with it may not have said theirs.
        await Wait.UntilAsync(() => nodes.Rounds == 1, TimeSpan.FromSeconds(60), "nothing was stated at the start");
        time.Advance(TimeSpan.FromHours(1));
        await Wait.UntilAsync(() => store.PurgedBefore is not null, TimeSpan.FromSeconds(60), "nothing was purged an hour later");
        Assert.Equal(2, nodes.RoundOfFirstPurge);
        Assert.Equal(new DateOnly(2026, 2, 20), store.PurgedBefore);
        Assert.Equal(("log-days", 30), nodes.Stated);
        Assert.Null(disk.Peek(old));
        await purge.StopAsync(token);
    }

    private sealed class OtherNodeKeeps(int days) : INodeLeases
    {
        private int _rounds;

        public bool AreShared => true;

        public (string Name, int Number) Stated { get; private set; }

        public int Rounds => Volatile.Read(ref _rounds);

        public int RoundOfFirstPurge { get; private set; }

        public Task<bool> HoldAsync(string name, TimeSpan time, CancellationToken cancellationToken)
        {
            RoundOfFirstPurge = RoundOfFirstPurge == 0 ? Rounds : RoundOfFirstPurge;
            return Task.FromResult(true);
        }

        public Task<int> LargestStatedAsync(string name, int own, CancellationToken cancellationToken)
        {
            Stated = (name, own);
            Interlocked.Increment(ref _rounds);
            return Task.FromResult(Math.Max(own, days));
        }
    }
}
