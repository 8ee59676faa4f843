using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.Delivery.Queue;
using Gatepost.Gateway.Delivery.Routing;
using Gatepost.Gateway.Spool;
using Gatepost.Gateway.Tests.Spool;
using Gatepost.Testing.Disk;
using Microsoft.Extensions.Time.Testing;

namespace Gatepost.Gateway.Tests.Delivery;

public sealed class DestinationLanesTests
{
    private static readonly NextHopRoute Any = new() { To = "*", UseMx = true };

    private readonly DestinationLanes _lanes = new(new DeliveryLimits(), new FakeTimeProvider());

    [Fact]
    public async Task Strangers_never_take_the_last_quarter_of_the_connections()
    {
        var job = await JobAsync();
        for (var n = 0; n < 50; n++)
            _lanes.Enqueue(Stranger(n), job);
        Assert.All(Start(20), destination => Assert.True(destination.IsStranger));
        Assert.Empty(Start(1));
        _lanes.Enqueue(Named(0), job);
        Assert.Equal("named 0", Assert.Single(Start(20)).Name);
    }

    [Fact]
    public async Task Nor_do_the_organisations_own_servers_shut_the_world_out()
    {
        var job = await JobAsync();
        for (var n = 0; n < 50; n++)
            _lanes.Enqueue(Named(n), job);
        Assert.Equal(15, Start(20).Count);
        _lanes.Enqueue(Stranger(0), job);
        Assert.Equal("stranger 0", Assert.Single(Start(20)).Name);
    }

    [Fact]
    public async Task The_two_kinds_take_turns_and_the_bound_of_all_holds()
    {
        var job = await JobAsync();
        for (var n = 0; n < 50; n++)
        {
            _lanes.Enqueue(Named(n), job);
            _lanes.Enqueue(Stranger(n), job);
        }
        var started = Start(100);
        Assert.Equal(20, started.Count);
        Assert.Equal(10, started.Count(destination => destination.IsStranger));
    }

    [Fact]
    public async Task A_single_connection_still_serves_both()
    {
        var job = await JobAsync();
        _lanes.Enqueue(Named(0), job);
        _lanes.Enqueue(Stranger(0), job);
        var one = new DeliverySettings { Connections = 1 };
        var first = _lanes.TryStart(one)!.Value;
        Assert.Null(_lanes.TryStart(one));
        _lanes.Release(first.Lane);
        Assert.NotEqual(first.Lane.Destination.Name, _lanes.TryStart(one)!.Value.Lane.Destination.Name);
    }

    private List<Destination> Start(int most)
    {
        List<Destination> started = [];
        while (started.Count < most && _lanes.TryStart(new DeliverySettings { Connections = 20 }) is { } start)
            started.Add(start.Lane.Destination);
        return started;
    }

    private static Destination Named(int n) => new($"hosts {n}", $"named {n}", Any, null);

    private static Destination Stranger(int n) => new($"mx {n}", $"stranger {n}", Any, $"{n}.example");

    private static async Task<DeliveryJob> JobAsync()
    {
        var time = new FakeTimeProvider();
        var spool = new MailSpool(new FaultyDisk(), new SpoolLimits(), time, new NoFailpoints());
        spool.Recover();
        var entry = await SpoolMail.CommitAsync(spool, Messages.MailId.New(time), "Subject: x\r\n\r\n"u8.ToArray(), SpoolOutcome.Deliver);
        return new DeliveryJob(new DeliveryItem(entry, 0), entry.Record.Copies[0], [0], IsForced: false);
    }
}
