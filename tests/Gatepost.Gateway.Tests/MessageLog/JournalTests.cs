using System.Collections.Immutable;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.MessageLog.Journal;
using Gatepost.Gateway.Messages;
using Gatepost.Testing.Disk;

namespace Gatepost.Gateway.Tests.MessageLog;

public sealed class JournalTests : IDisposable
{
    private readonly JournalBench _bench = new(limits: new JournalLimits { SegmentOctets = 2_000, BacklogOctets = 3_000, LineOctets = 1_500 });

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_line_is_with_the_operating_system_when_append_returns()
    {
        _bench.AppendMany(0, 3);
        Assert.Equal([0, 1, 2], JournalBench.NumbersOn(_bench.Disk.AfterKill()));
    }

    [Fact]
    public void A_second_later_a_power_cut_costs_nothing()
    {
        _bench.AppendMany(0, 30);
        _bench.Time.Advance(TimeSpan.FromSeconds(1));
        for (var seed = 0; seed < 20; seed++)
            Assert.Equal(Enumerable.Range(0, 30), JournalBench.NumbersOn(_bench.Disk.AfterPowerCut(new Random(seed))));
    }

    [Fact]
    public void Segments_are_closed_by_size_and_by_age()
    {
        _bench.Append(0);
        Assert.Equal(1, _bench.SegmentCount);
        _bench.AppendMany(1, 40);
        var bySize = _bench.SegmentCount;
        Assert.InRange(bySize, 3, 10);
        _bench.Time.Advance(TimeSpan.FromMinutes(59));
        _bench.Append(40);
        Assert.Equal(bySize, _bench.SegmentCount);
        _bench.Time.Advance(TimeSpan.FromMinutes(2));
        _bench.Append(41);
        Assert.Equal(bySize + 1, _bench.SegmentCount);
        Assert.Equal(Enumerable.Range(0, 42), JournalBench.NumbersOn(_bench.Disk));
    }

    [Fact]
    public void A_restart_begins_a_new_segment_and_never_an_old_name()
    {
        _bench.Append(0);
        _bench.Restart(_bench.Disk.AfterKill());
        _bench.Append(1);
        Assert.Equal(2, _bench.SegmentCount);
        _bench.Time.SetUtcNow(_bench.Time.GetUtcNow());
        _bench.Restart(_bench.Disk.AfterKill());
        _bench.Append(2);
        Assert.Equal([0, 1, 2], JournalBench.NumbersOn(_bench.Disk));
    }

    [Fact]
    public void While_the_disk_is_full_lines_wait_and_mail_goes_on()
    {
        _bench.AppendMany(0, 2);
        _bench.Disk.Faults = call => call.Operation is DiskOperation.Write or DiskOperation.Open ? DiskFault.Fail : DiskFault.None;
        _bench.AppendMany(2, 8);
        Assert.Equal([0, 1], JournalBench.NumbersOn(_bench.Disk));
        _bench.Disk.Faults = null;
        _bench.Time.Advance(TimeSpan.FromSeconds(1));
        _bench.Append(8);
        Assert.Equal(Enumerable.Range(0, 9), JournalBench.NumbersOn(_bench.Disk));
    }

    [Fact]
    public void A_full_disk_is_tried_once_a_second_and_not_for_each_line()
    {
        _bench.Append(0);
        _bench.Disk.Faults = _ => DiskFault.Fail;
        _bench.Append(1);
        var calls = _bench.Disk.Calls;
        _bench.AppendMany(2, 10);
        Assert.Equal(calls, _bench.Disk.Calls);
    }

    [Fact]
    public void What_does_not_fit_into_memory_is_dropped_newest_first()
    {
        _bench.Disk.Faults = _ => DiskFault.Fail;
        _bench.AppendMany(0, 100);
        _bench.Disk.Faults = null;
        _bench.Time.Advance(TimeSpan.FromSeconds(1));
        var kept = JournalBench.NumbersOn(_bench.Disk);
        Assert.InRange(kept.Count, 5, 40);
        Assert.Equal(Enumerable.Range(0, kept.Count), kept);
    }

    [Fact]
    public async Task A_half_written_line_is_never_read_and_is_completed()
    {
        _bench.Append(0);
        _bench.Disk.Faults = call => call.Operation == DiskOperation.Write ? DiskFault.Torn : DiskFault.None;
        _bench.Append(1);
        _bench.Disk.Faults = null;
        await _bench.Loader.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal([0], _bench.Store.Numbers);
        _bench.Time.Advance(TimeSpan.FromSeconds(1));
        await _bench.Loader.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal([0, 1], _bench.Store.Numbers);
        Assert.DoesNotContain(_bench.Disk.List("journal"), name => name.StartsWith("bad-lines", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_line_of_many_threads_is_there_once_and_each_threads_in_order()
    {
        Parallel.For(0, 8, thread => _bench.AppendMany(thread * 1000, (thread * 1000) + 50));
        var numbers = JournalBench.NumbersOn(_bench.Disk);
        Assert.Equal(400, numbers.Count);
        foreach (var thread in numbers.GroupBy(number => number / 1000))
            Assert.Equal(Enumerable.Range(thread.Key * 1000, 50), thread);
    }

    [Fact]
    public async Task A_message_whose_line_is_too_long_goes_without_its_decision_record()
    {
        var message = new MessageLogged
        {
            At = _bench.Time.GetUtcNow(), MailId = MailId.New(_bench.Time), Listener = "mx", Sender = "", Accepted = true,
            Recipients = ImmutableArray<RecipientLogged>.Empty, DecisionRecord = new string('x', 2_000),
        };
        _bench.Journal.Append(message);
        _bench.Journal.Append(message with { MailId = MailId.New(_bench.Time), Sender = new string('s', 2_000) });
        await _bench.Loader.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Null((await _bench.Store.FindAsync(message.MailId, default))!.Message.DecisionRecord);
        Assert.Equal(1, _bench.Store.Calls);
    }

    [Fact]
    public void Each_failing_call_in_turn_loses_no_line()
    {
        for (var failing = 1; failing < 60; failing++)
        {
            using var bench = new JournalBench(limits: new JournalLimits { SegmentOctets = 500 });
            bench.Disk.Faults = call => call.Number == failing ? DiskFault.Fail : DiskFault.None;
            for (var number = 0; number < 12; number++)
            {
                bench.Append(number);
                bench.Time.Advance(TimeSpan.FromSeconds(1));
            }
            bench.Disk.Faults = null;
            Assert.Equal(Enumerable.Range(0, 12), JournalBench.NumbersOn(bench.Disk));
        }
    }
}
