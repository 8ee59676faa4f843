using System.Globalization;

namespace Gatepost.EndToEnd.Tests.Extraction;

/// <summary>Looks again and again at what the gateway and its workers have in memory, until it is disposed.</summary>
internal sealed class MemoryOfAll : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly int _gateway;
    private readonly Task _looking;

    public MemoryOfAll(int gateway)
    {
        _gateway = gateway;
        _looking = Task.Run(LookAsync);
    }

    /// <summary>The most that one worker ever had, as the kernel keeps it.</summary>
    public long Worker { get; private set; }

    /// <summary>The most that all had at once.</summary>
    public long All { get; private set; }

    /// <summary>Workers that were seen.</summary>
    public HashSet<int> Workers { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _looking;
        _stop.Dispose();
    }

    private async Task LookAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var workers = Children(_gateway);
            Workers.UnionWith(workers);
            Worker = Math.Max(Worker, workers.Select(worker => Octets(worker, "VmHWM")).DefaultIfEmpty().Max());
            All = Math.Max(All, workers.Append(_gateway).Sum(process => Octets(process, "VmRSS")));
            await Task.Delay(20);
        }
    }

    /// <summary>The kernel lists children by the thread that started them.</summary>
    public static List<int> Children(int process)
    {
        var children = new List<int>();
        try
        {
            foreach (var thread in Directory.GetDirectories($"/proc/{process}/task"))
                children.AddRange(File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse));
        }
        catch (IOException)
        {
            // A thread that ended in between.
        }
        return children;
    }

    private static long Octets(int process, string key)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith(key + ":", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1_024;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
