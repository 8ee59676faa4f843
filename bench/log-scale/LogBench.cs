using System.Collections.Concurrent;
using System.Diagnostics;
using Gatepost.Gateway.MessageLog;
using Gatepost.Storage.PostgreSql;
using Gatepost.Storage.PostgreSql.Log;

namespace Gatepost.LogScale;

/// <summary>Fills a log, searches it while lines arrive, and purges days of it.</summary>
internal sealed class LogBench(Func<ILogStore> open, LogGenerator generator, int rows, int days, TextWriter output)
{
    private const int Batch = 10_000;
    private const double AimMilliseconds = 1_000;

    /// <summary>Rows a second that arrive while searches run, as the loader brings them: five batches a second.</summary>
    private const int ArrivingPerSecond = 100;

    /// <summary>
    /// Loads the days through the store, as the gateway's loader does, only in larger batches and several days at once, as several nodes would. A day that is
    /// there already is loaded again and changes nothing.
    /// </summary>
    public async Task LoadAsync(int atOnce, int whole)
    {
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var (started, lines) = (Stopwatch.GetTimestamp(), 0L);
        var toLoad = new ConcurrentQueue<DateOnly>(Enumerable.Range(0, whole).Select(back => today.AddDays(-back)));
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(async () =>
        {
            var store = open();
            while (toLoad.TryDequeue(out var day))
            {
                foreach (var batch in generator.Day(day, rows / days, day == today ? DateTime.UtcNow.TimeOfDay : TimeSpan.FromDays(1)).Chunk(Batch))
                {
                    await store.LoadAsync(batch, default);
                    Interlocked.Add(ref lines, batch.Length);
                }
                await output.WriteLineAsync($"{day:yyyy-MM-dd}: {Interlocked.Read(ref lines):N0} lines in {Stopwatch.GetElapsedTime(started).TotalSeconds:N0} s");
            }
            (store as IDisposable)?.Dispose();
        })));
    }

    /// <summary>Fills the days with copies of those that are there whole.</summary>
    public async Task CopyAsync(PostgreSqlConnections connections, int atOnce)
    {
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        IReadOnlyList<DateOnly> there;
        await using (var connection = await connections.Main.OpenConnectionAsync())
            there = [.. (await LogPartitions.DaysAsync(connection, default)).Where(day => day < today)];
        var started = Stopwatch.GetTimestamp();
        var missing = Enumerable.Range(1, days - 1).Select(back => today.AddDays(-back)).Where(day => !there.Contains(day)).ToList();
        await Parallel.ForEachAsync(missing, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (day, _) =>
        {
            await DayCopies.MakeAsync(connections, there[day.DayNumber % there.Count], day);
            await output.WriteLineAsync($"{day:yyyy-MM-dd}: copied, {Stopwatch.GetElapsedTime(started).TotalSeconds:N0} s");
        });
    }

    /// <summary>Every form, while lines arrive.</summary>
    public async Task SearchAsync(int rounds, string? only)
    {
        var store = open();
        var books = await store.BooksAsync(DateTimeOffset.UnixEpoch, default);
        using var stop = new CancellationTokenSource();
        var loads = new Measure();
        var arriving = ArriveAsync(store, loads, stop.Token);
        var searches = new Measure();
        await searches.SearchAsync(store, 1, only);
        searches = new Measure();
        var (cpu, started) = (MachineLoad.Read(), Stopwatch.GetTimestamp());
        await searches.SearchAsync(store, rounds, only);
        await stop.CancelAsync();
        await arriving;
        await output.WriteLineAsync($"{books.Accepted:N0} accepted recipients; searches, {rounds} rounds, {ArrivingPerSecond} rows a second arriving (longest load {loads.Max:0} ms), machine {MachineLoad.Since(cpu):0} % busy:\n");
        searches.Write(output, AimMilliseconds);
    }

    /// <summary>Removes the three oldest days one by one, while searches and loads run.</summary>
    public async Task PurgeAsync()
    {
        var store = open();
        using var stop = new CancellationTokenSource();
        var (loads, searches, purges) = (new Measure(), new Measure(), new Measure());
        var arriving = ArriveAsync(store, loads, stop.Token);
        var searching = Task.Run(async () =>
        {
            for (var round = 0; !stop.IsCancellationRequested; round++)
                await searches.RunAsync("during purges", () => store.SearchAsync(new LogQuery { Recipient = LogGenerator.Recipient(round % 1_000) }, default), found => found.Count);
        });
        var oldest = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(1 - days);
        for (var day = 1; day <= 3; day++)
        {
            await Task.Delay(TimeSpan.FromSeconds(3));
            await purges.RunAsync("purge of a day", async () => { await store.PurgeAsync(oldest.AddDays(day), default); return 1; }, _ => 1);
        }
        await Task.Delay(TimeSpan.FromSeconds(1));
        await stop.CancelAsync();
        await Task.WhenAll(arriving, searching);
        await output.WriteLineAsync($"Purge of a day, three times: longest {purges.Max:0} ms; meanwhile the longest search {searches.Max:0} ms, the longest load {loads.Max:0} ms.\n");
    }

    private static async Task ArriveAsync(ILogStore store, Measure loads, CancellationToken stop)
    {
        var random = new Random(2);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                var (lines, made) = (new List<LogEntry>(), 0);
                while (made < ArrivingPerSecond / 5)
                    lines.AddRange(LogGenerator.Story(DateTimeOffset.UtcNow, random, Guid.NewGuid().ToString("N"), ref made));
                await loads.RunAsync("load", async () => { await store.LoadAsync(lines, default); return 1; }, _ => 1);
            }
        }
        catch (OperationCanceledException)
        {
            // Enough has arrived.
        }
    }
}

/// <summary>How busy the machine was, with everything that runs on it.</summary>
internal static class MachineLoad
{
    public static (long Busy, long All) Read()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(long.Parse).ToArray();
        return (fields.Sum() - fields[3] - fields[4], fields.Sum());
    }

    public static double Since((long Busy, long All) before)
    {
        var now = Read();
        return 100.0 * (now.Busy - before.Busy) / Math.Max(1, now.All - before.All);
    }
}
