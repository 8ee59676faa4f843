using System.Text;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.MessageLog.Journal;
using Gatepost.Gateway.MessageLog.Loading;
using Gatepost.Testing.Disk;
using Gatepost.Testing.Servers;

namespace Gatepost.Gateway.Tests.MessageLog;

public sealed class LoaderTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly JournalBench _bench = new(limits: new JournalLimits { SegmentOctets = 100_000 });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Lines_are_loaded_in_order_in_batches_and_closed_segments_removed()
    {
        _bench.AppendMany(0, 2_500);
        Assert.True(_bench.SegmentCount > 1);
        await _bench.Loader.FlushAsync(Token);
        Assert.Equal(Enumerable.Range(0, 2_500), _bench.Store.Numbers);
        Assert.Equal(1, _bench.SegmentCount);
        Assert.True(_bench.Store.Calls < 10);
    }

    [Fact]
    public async Task What_was_loaded_is_not_loaded_again_after_a_restart()
    {
        _bench.AppendMany(0, 10);
        await _bench.Loader.FlushAsync(Token);
        _bench.Restart(_bench.Disk.AfterKill());
        _bench.AppendMany(10, 12);
        await _bench.Loader.FlushAsync(Token);
        Assert.Equal(Enumerable.Range(0, 12), _bench.Store.Numbers);
        Assert.Equal(1, _bench.SegmentCount);
    }

    [Fact]
    public async Task A_crash_before_the_position_is_written_loads_twice_and_loses_nothing()
    {
        _bench.AppendMany(0, 10);
        _bench.Disk.Faults = call => call.Path.Contains("position", StringComparison.Ordinal) && call.Operation == DiskOperation.Write ? DiskFault.Fail : DiskFault.None;
        await Assert.ThrowsAnyAsync<IOException>(() => _bench.Loader.FlushAsync(Token));
        _bench.Restart(_bench.Disk.AfterKill());
        await _bench.Loader.FlushAsync(Token);
        Assert.Equal(20, _bench.Store.Numbers.Count);
        Assert.Equal(Enumerable.Range(0, 10), _bench.Store.Numbers.Distinct());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"segment\":null,\"offset\":5}")]
    [InlineData("{\"segment\":\"journal-x.jsonl\",\"offset\":5}")]
    [InlineData("\0\0\0\0")]
    public async Task A_damaged_position_costs_only_a_second_load(string text)
    {
        _bench.AppendMany(0, 3);
        _bench.Disk.Put("journal/position.json", Encoding.UTF8.GetBytes(text));
        await _bench.Loader.FlushAsync(Token);
        Assert.Equal([0, 1, 2], _bench.Store.Numbers);
    }

    [Theory]
    [InlineData("no json at all")]
    [InlineData("{\"kind\":\"from the future\",\"at\":\"2026-01-01T00:00:00Z\"}")]
    [InlineData("{\"kind\":\"status\"}")]
    [InlineData("null")]
    [InlineData("\0\0\0\0\0")]
    [InlineData("")]
    public async Task A_bad_line_is_set_aside_and_stops_nothing(string bad)
    {
        _bench.Append(0);
        var disk = _bench.Disk.AfterKill();
        var segment = disk.List("journal").Single();
        disk.Put($"journal/{segment}", [.. disk.Peek($"journal/{segment}")!, .. Encoding.UTF8.GetBytes(bad + "\n"), .. disk.Peek($"journal/{segment}")!]);
        _bench.Restart(disk);
        await _bench.Loader.FlushAsync(Token);
        Assert.Equal([0, 0], _bench.Store.Numbers);
        Assert.Equal(bad + "\n", Encoding.UTF8.GetString(disk.Peek(_bench.BadLines)!));
        Assert.Equal(0, _bench.SegmentCount);
    }

    [Fact]
    public async Task A_torn_last_line_is_set_aside_and_a_whole_one_without_its_end_is_loaded()
    {
        _bench.AppendMany(0, 3);
        var whole = _bench.Disk.AfterKill();
        var segment = $"journal/{whole.List("journal").Single()}";
        var octets = whole.Peek(segment)!;
        whole.Put(segment, octets.AsSpan(0, octets.Length - 1));
        _bench.Restart(whole);
        await _bench.Loader.FlushAsync(Token);
        Assert.Equal([0, 1, 2], _bench.Store.Numbers);

        var torn = new FaultyDisk();
        torn.Put(segment, octets.AsSpan(0, octets.Length - 10));
        _bench.Restart(torn);
        await _bench.Loader.FlushAsync(Token);
        Assert.Equal([0, 1, 2, 0, 1], _bench.Store.Numbers);
        Assert.NotEmpty(torn.Peek(_bench.BadLines)!);
    }

    [Fact]
    public async Task A_line_longer_than_any_buffer_is_loaded()
    {
        using var bench = new JournalBench(limits: new JournalLimits { ChunkOctets = 64, LineOctets = 100_000 });
        bench.AppendMany(0, 20);
        await bench.Loader.FlushAsync(Token);
        Assert.Equal(Enumerable.Range(0, 20), bench.Store.Numbers);
    }

    [Fact]
    public async Task Octets_without_any_end_are_set_aside_and_reading_goes_on()
    {
        var disk = new FaultyDisk();
        using var bench = new JournalBench(limits: new JournalLimits { ChunkOctets = 256, LineOctets = 1_000 });
        bench.Append(7);
        var line = bench.Disk.Peek($"journal/{bench.Disk.List("journal").Single()}")!;
        disk.Put("journal/journal-00000000000001.jsonl", [.. new byte[10_000], (byte)'\n', .. line]);
        bench.Restart(disk);
        await bench.Loader.FlushAsync(Token);
        Assert.Equal([7], bench.Store.Numbers);
        Assert.True(disk.Peek(bench.BadLines)!.Length >= 10_000);
    }

    [Fact]
    public async Task With_the_store_away_for_hours_no_line_is_lost_and_append_is_not_touched()
    {
        var away = true;
        var tries = 0;
        _bench.Store.Refusal = _ =>
        {
            Interlocked.Increment(ref tries);
            return Volatile.Read(ref away) ? new IOException("database is locked") : null;
        };
        await _bench.Loader.StartAsync(Token);
        for (var hour = 0; hour < 3; hour++)
        {
            _bench.AppendMany(hour * 100, (hour + 1) * 100);
            var before = Volatile.Read(ref tries);
            await AdvanceUntilAsync(() => Volatile.Read(ref tries) > before + 2, TimeSpan.FromMinutes(1));
        }
        Assert.Empty(_bench.Store.Numbers);
        Volatile.Write(ref away, false);
        await AdvanceUntilAsync(() => _bench.Store.Numbers.Count >= 300, TimeSpan.FromSeconds(10));
        Assert.Equal(Enumerable.Range(0, 300), _bench.Store.Numbers);
        _bench.Append(300);
        await AdvanceUntilAsync(() => _bench.Store.Numbers.Count > 300, TimeSpan.FromMilliseconds(100));
        await _bench.Loader.StopAsync(Token);
    }

    [Fact]
    public async Task A_line_that_the_store_never_takes_is_found_and_set_aside()
    {
        _bench.AppendMany(0, 20);
        _bench.Store.Refusal = entries => entries.Any(entry => entry is StatusLogged { Recipient: 13 }) ? new ArgumentException("constraint") : null;
        await _bench.Loader.StartAsync(Token);
        await AdvanceUntilAsync(() => _bench.Store.Numbers.Contains(19), TimeSpan.FromSeconds(1));
        await _bench.Loader.StopAsync(Token);
        Assert.Equal(Enumerable.Range(0, 20).Where(number => number != 13), _bench.Store.Numbers.Distinct().Order());
        Assert.Contains("\"recipient\":13", Encoding.UTF8.GetString(_bench.Disk.Peek(_bench.BadLines)!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_that_cannot_be_written_for_hours_costs_no_line_although_others_are_taken()
    {
        _bench.AppendMany(0, 20);
        var away = true;
        _bench.Store.Refusal = entries =>
            Volatile.Read(ref away) && entries.Any(entry => entry is StatusLogged { Recipient: 13 }) ? new IOException("yesterday's file is locked") : null;
        await _bench.Loader.StartAsync(Token);
        var tries = _bench.Store.Calls;
        await AdvanceUntilAsync(() => _bench.Store.Calls > tries + 10, TimeSpan.FromMinutes(1));
        Volatile.Write(ref away, false);
        await AdvanceUntilAsync(() => _bench.Store.Numbers.Contains(19), TimeSpan.FromMinutes(1));
        await _bench.Loader.StopAsync(Token);
        Assert.Equal(Enumerable.Range(0, 20), _bench.Store.Numbers.Distinct().Order());
        Assert.Null(_bench.Disk.Peek(_bench.BadLines));
    }

    [Fact]
    public void Waits_grow_up_to_half_a_minute()
    {
        Assert.Equal(TimeSpan.FromMilliseconds(250), LoaderLimits.WaitAfter(1));
        Assert.Equal(TimeSpan.FromSeconds(1), LoaderLimits.WaitAfter(3));
        Assert.Equal(TimeSpan.FromSeconds(30), LoaderLimits.WaitAfter(int.MaxValue));
    }

    /// <summary>The loader runs on real threads and waits on the clock of the test: both are moved until it got where it should.</summary>
    private Task AdvanceUntilAsync(Func<bool> condition, TimeSpan step) => Wait.UntilAsync(() =>
    {
        if (condition())
            return true;
        _bench.Time.Advance(step);
        return false;
    }, Patience, "the loader did not get there");
}
