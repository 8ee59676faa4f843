using Gatepost.Gateway.Delivery.Queue;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool;
using Gatepost.Gateway.Tests.Spool;
using Microsoft.Extensions.Time.Testing;

namespace Gatepost.Gateway.Tests.Delivery;

public sealed class DeliveryQueueTests
{
    [Fact]
    public async Task A_copy_that_is_offered_twice_is_delivered_once()
    {
        await using var gateway = new DeliveryHarness([]);
        var entry = await gateway.SubmitAsync("a@x.test", "b@x.test");
        gateway.Queue.Add(entry, entry.Record.Copies[0]);
        Assert.NotNull(gateway.Queue.TryTake());
        Assert.Null(gateway.Queue.TryTake());
        Assert.Equal(1, gateway.Queue.Count);
    }

    [Fact]
    public async Task What_is_in_flight_is_not_taken_again_and_comes_back_when_it_is_done()
    {
        await using var gateway = new DeliveryHarness([]);
        var entry = await gateway.SubmitAsync("a@x.test", "b@x.test", "c@x.test");
        var job = gateway.Queue.TryTake()!;
        Assert.Equal([0, 1], job.Recipients);
        gateway.Queue.Flush();
        Assert.Null(gateway.Queue.TryTake());
        gateway.Queue.Done(job with { Recipients = [1] });
        Assert.Equal([1], gateway.Queue.TryTake()!.Recipients);
        Assert.Same(entry, job.Entry);
    }

    [Fact]
    public async Task After_a_fault_a_copy_waits_although_its_state_says_now()
    {
        await using var gateway = new DeliveryHarness([]);
        await gateway.SubmitAsync("a@x.test", "b@x.test");
        gateway.Queue.Done(gateway.Queue.TryTake()!, gateway.Time.GetUtcNow().AddMinutes(5));
        Assert.Null(gateway.Queue.TryTake());
        gateway.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.NotNull(gateway.Queue.TryTake());
    }

    [Fact]
    public async Task A_deferred_copy_is_due_at_its_next_attempt()
    {
        await using var gateway = new DeliveryHarness([]);
        var entry = await gateway.SubmitAsync("a@x.test", "b@x.test");
        var job = gateway.Queue.TryTake()!;
        var next = gateway.Time.GetUtcNow().AddMinutes(7);
        await gateway.Spool.UpdateAsync(entry, [entry.States[0] with { Attempts = 1, NextAttempt = next }], default);
        gateway.Queue.Done(job);
        gateway.Time.Advance(TimeSpan.FromMinutes(6.9));
        Assert.Null(gateway.Queue.TryTake());
        gateway.Time.Advance(TimeSpan.FromMinutes(0.2));
        Assert.NotNull(gateway.Queue.TryTake());
    }

    [Fact]
    public void A_hundred_thousand_waiting_messages_cost_little_memory_and_no_order_is_lost()
    {
        const int count = 100_000;
        var time = new FakeTimeProvider(SpoolMail.Noon);
        var queue = new DeliveryQueue(time);
        var entries = Enumerable.Range(0, count).Select(n => EntryDueIn(TimeSpan.FromSeconds(count - n), time)).ToArray();
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var entry in entries)
            queue.Add(entry, entry.Record.Copies[0]);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / count, 1, 1_000);
        Assert.Null(queue.TryTake());
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal([entries[^1], entries[^2], entries[^3]], [queue.TryTake()!.Entry, queue.TryTake()!.Entry, queue.TryTake()!.Entry]);
        Assert.Null(queue.TryTake());
        Assert.Equal(count, queue.Count);
    }

    [Fact]
    public void Flushing_again_and_again_does_not_grow_the_queue()
    {
        var time = new FakeTimeProvider(SpoolMail.Noon);
        var queue = new DeliveryQueue(time);
        var entry = EntryDueIn(TimeSpan.FromHours(1), time);
        queue.Add(entry, entry.Record.Copies[0]);
        for (var flush = 0; flush < 100_000; flush++)
            Assert.Equal(1, queue.Flush());
        Assert.InRange(queue.Places, 1, 2_000);
        Assert.NotNull(queue.TryTake());
        Assert.Null(queue.TryTake());
    }

    private static SpoolEntry EntryDueIn(TimeSpan wait, FakeTimeProvider time)
    {
        var record = SpoolMail.Record(MailId.New(time));
        var state = RecipientStates.Initial(record)[0] with { NextAttempt = time.GetUtcNow() + wait };
        return new SpoolEntry(new SpoolSnapshot(record, [state]), new SpoolFilePlace("queue/x"), default, default);
    }
}
