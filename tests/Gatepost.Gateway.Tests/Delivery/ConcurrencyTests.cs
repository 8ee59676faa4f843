using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.Delivery.Queue;
using Gatepost.Gateway.Spool;
using Gatepost.Testing.Servers;

namespace Gatepost.Gateway.Tests.Delivery;

/// <summary>How many connections a destination gets, and what the administrator sees of it.</summary>
public sealed class ConcurrencyTests
{
    [Fact]
    public void A_window_grows_with_each_success_and_after_it_was_halved_with_each_round()
    {
        var window = new ConcurrencyWindow(5);
        for (var n = 0; n < 15; n++)
            window.Grow(20);
        Assert.Equal(20, window.Size);
        window.Grow(20);
        Assert.Equal(20, window.Size);
        window.Halve(20);
        Assert.Equal(10, window.Size);
        for (var n = 0; n < 9; n++)
            window.Grow(20);
        Assert.Equal(10, window.Size);
        window.Grow(20);
        window.Grow(20);
        Assert.Equal(11, window.Size);
    }

    [Fact]
    public void Connections_above_a_window_that_shrank_do_not_shrink_it_further()
    {
        var window = new ConcurrencyWindow(20);
        for (var active = 20; active > 10; active--)
            window.Halve(active);
        Assert.Equal(10, window.Size);
        for (var n = 0; n < 10; n++)
            window.Halve(1);
        Assert.Equal(1, window.Size);
        window.Restart(5);
        Assert.Equal(5, window.Size);
    }

    [Fact]
    public async Task A_server_that_takes_two_clients_gets_everything_over_two_connections_at_the_first_attempt()
    {
        await using var sink = SmtpSink.Start(new SinkBehaviour { Greeting = open => open > 2 ? "421 4.7.0 Too many connections" : null });
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)]);
        List<SpoolEntry> entries = [];
        for (var n = 0; n < 40; n++)
            entries.Add(await gateway.SubmitAsync("a@example.net", $"u{n}@x.test"));
        await gateway.StartAsync();
        foreach (var entry in entries)
            await gateway.FinishedAsync(entry);
        Assert.All(entries, entry => Assert.Equal(1, entry.States[0].Attempts));
        Assert.Equal(40, sink.Count);
        Assert.All(gateway.Log.Attempts, attempt => Assert.Equal("delivered", attempt.Outcome));
    }

    [Fact]
    public async Task A_server_that_takes_no_client_at_all_is_left_alone()
    {
        await using var sink = SmtpSink.Start(new SinkBehaviour { Greeting = _ => "421 4.7.0 Too many connections" });
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)]);
        List<SpoolEntry> entries = [];
        for (var n = 0; n < 20; n++)
            entries.Add(await gateway.SubmitAsync("a@example.net", $"u{n}@x.test"));
        await gateway.StartAsync();
        foreach (var entry in entries)
            await gateway.AttemptedAsync(entry, 1);
        Assert.InRange(sink.Connections, 1, 10);
        Assert.Contains(entries, entry => entry.States[0].Reply!.Contains("421 4.7.0 Too many connections", StringComparison.Ordinal));
        var destination = Assert.Single(gateway.Get<DeliveryDestinations>().List());
        Assert.Equal((20, 0, 1), (destination.Recipients, destination.Connections, destination.MostConnections));
        Assert.Equal("421 4.7.0 Too many connections", destination.LastError);
        Assert.Equal(gateway.Time.GetUtcNow() + TimeSpan.FromMinutes(1), destination.BackOffUntil);
        Assert.NotNull(destination.NextAttempt);
    }

    [Fact]
    public async Task A_route_has_a_bound_of_its_own()
    {
        await using var sink = SmtpSink.Start(new SinkBehaviour { EndOfDataDelay = TimeSpan.FromMilliseconds(10) });
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port) with { Connections = 1 }]);
        List<SpoolEntry> entries = [];
        for (var n = 0; n < 10; n++)
            entries.Add(await gateway.SubmitAsync("a@example.net", $"u{n}@x.test"));
        await gateway.StartAsync();
        foreach (var entry in entries)
            await gateway.FinishedAsync(entry);
        Assert.Equal(1, sink.Connections);
        var destination = Assert.Single(gateway.Get<DeliveryDestinations>().List());
        Assert.Equal((0, 1, null, null), (destination.Recipients, destination.MostConnections, destination.BackOffUntil, destination.LastError));
        Assert.Equal($"127.0.0.1:{sink.Port}", destination.Name);
    }

    [Fact]
    public async Task A_connection_that_has_grown_old_takes_no_further_message()
    {
        await using var sink = SmtpSink.Start();
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)]);
        await gateway.StartAsync();
        for (var n = 0; n < 3; n++)
        {
            await gateway.FinishedAsync(await gateway.SubmitAsync("a@example.net", $"u{n}@x.test"));
            await gateway.UntilAsync(() => gateway.Get<DestinationLanes>().Active == 0, "the connection to be idle");
            gateway.Time.Advance(TimeSpan.FromSeconds(9));
        }
        Assert.Equal(1, sink.Connections);
        for (var n = 0; n < 34; n++)
        {
            await gateway.FinishedAsync(await gateway.SubmitAsync("a@example.net", $"v{n}@x.test"));
            await gateway.UntilAsync(() => gateway.Get<DestinationLanes>().Active == 0, "the connection to be idle");
            gateway.Time.Advance(TimeSpan.FromSeconds(9));
        }
        Assert.Equal(2, sink.Connections);
    }

    [Fact]
    public async Task Thousands_of_destinations_are_not_remembered_for_ever()
    {
        await using var gateway = new DeliveryHarness([], limits: new DeliveryLimits { RememberedDestinations = 50 });
        var lanes = gateway.Get<DestinationLanes>();
        var entry = await gateway.SubmitAsync("a@example.net", "b@x.test");
        var job = new DeliveryJob(new DeliveryItem(entry, 0), entry.Record.Copies[0], [0], IsForced: false);
        for (var n = 0; n < 1_000; n++)
        {
            lanes.Enqueue(new($"key {n}", $"name {n}", DeliveryHarness.Route("*", 25), null), job);
            lanes.Release(lanes.TryStart(new DeliverySettings())!.Value.Lane);
        }
        Assert.InRange(lanes.View(new DeliverySettings()).Length, 25, 50);
        Assert.Contains(lanes.View(new DeliverySettings()), lane => lane.Destination.Name == "name 999");
    }
}
