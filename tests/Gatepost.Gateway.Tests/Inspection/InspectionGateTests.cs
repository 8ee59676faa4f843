using Gatepost.Gateway.Inspection;
using Microsoft.Extensions.Time.Testing;

namespace Gatepost.Gateway.Tests.Inspection;

public sealed class InspectionGateTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Slots_are_given_in_the_order_of_asking()
    {
        var gate = new InspectionGate(1, _time);
        var first = await gate.EnterAsync(default);
        var second = gate.EnterAsync(default).AsTask();
        var third = gate.EnterAsync(default).AsTask();
        Assert.Equal(2, gate.Waiting);
        first.Dispose();
        var held = await second;
        Assert.False(third.IsCompleted);
        held.Dispose();
        (await third).Dispose();
        Assert.Equal(0, gate.Waiting);
    }

    [Fact]
    public async Task Giving_back_twice_is_giving_back_once()
    {
        var gate = new InspectionGate(1, _time);
        var first = await gate.EnterAsync(default);
        first.Dispose();
        first.Dispose();
        using var second = await gate.EnterAsync(default);
        Assert.False(gate.EnterAsync(default).AsTask().IsCompleted);
    }

    [Fact]
    public async Task One_that_gives_up_leaves_the_queue()
    {
        var gate = new InspectionGate(1, _time);
        using var stop = new CancellationTokenSource();
        var first = await gate.EnterAsync(default);
        var second = gate.EnterAsync(stop.Token).AsTask();
        var third = gate.EnterAsync(default).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        first.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task The_estimate_follows_the_pace_and_the_queue()
    {
        var gate = new InspectionGate(1, _time);
        Assert.Equal(TimeSpan.Zero, gate.EstimatedWait);
        var slot = await gate.EnterAsync(default);
        _time.Advance(TimeSpan.FromSeconds(4));
        slot.Dispose();
        Assert.Equal(TimeSpan.Zero, gate.EstimatedWait);
        using var running = await gate.EnterAsync(default);
        Assert.Equal(TimeSpan.FromSeconds(4), gate.EstimatedWait);
        _ = gate.EnterAsync(default).AsTask();
        Assert.Equal(TimeSpan.FromSeconds(8), gate.EstimatedWait);
        Assert.True(gate.IsOverloaded(TimeSpan.FromSeconds(7)));
        Assert.False(gate.IsOverloaded(TimeSpan.FromSeconds(8)));
    }

    [Fact]
    public async Task A_queue_that_does_not_move_is_overloaded_whatever_the_pace_was()
    {
        var gate = new InspectionGate(1, _time);
        using var stuck = await gate.EnterAsync(default);
        _ = gate.EnterAsync(default).AsTask();
        Assert.False(gate.IsOverloaded(TimeSpan.FromSeconds(30)));
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.True(gate.IsOverloaded(TimeSpan.FromSeconds(30)));
    }
}
