using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.MessageLog;
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
        using var purge = new MessageLogPurge(store, settings, time, NullLogger<MessageLogPurge>.Instance);
        await purge.StartAsync(token);
        await Wait.UntilAsync(() => store.PurgedBefore == new DateOnly(2026, 3, 1), TimeSpan.FromSeconds(10), "nothing was purged at the start");
        await Wait.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromHours(1));
            return store.PurgedBefore > new DateOnly(2026, 3, 1);
        }, TimeSpan.FromSeconds(10), "nothing was purged after midnight");
        await purge.StopAsync(token);
    }
}
