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
}
