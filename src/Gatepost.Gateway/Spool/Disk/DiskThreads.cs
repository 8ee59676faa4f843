namespace Gatepost.Gateway.Spool.Disk;

/// <summary>
/// A few threads for calls that block on the disk. An fsync takes milliseconds; on the shared pool a burst of commits would starve the sessions
/// until the pool has grown. Threads start when work waits, and end when there was none for a while, so that nobody has to stop them.
/// </summary>
internal sealed class DiskThreads(int most)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Queue<Action> _work = new();
    private int _threads;
    private int _idle;

    /// <summary>Runs blocking work on one of the threads; what it throws comes out of the task.</summary>
    public Task RunAsync(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(() =>
        {
            try
            {
                work();
                done.SetResult();
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        });
        return done.Task;
    }

    private void Enqueue(Action work)
    {
        lock (_work)
        {
            _work.Enqueue(work);
            if (_work.Count <= _idle)
                Monitor.Pulse(_work);
            else if (_threads < most)
                Start();
        }
    }

    private void Start()
    {
        _threads++;
        new Thread(Loop) { IsBackground = true, Name = "spool disk" }.Start();
    }

    private void Loop()
    {
        while (Next() is { } work)
            work();
    }

    private Action? Next()
    {
        lock (_work)
        {
            while (_work.Count == 0)
            {
                _idle++;
                var woken = Monitor.Wait(_work, Patience);
                _idle--;
                if (!woken && _work.Count == 0)
                {
                    _threads--;
                    return null;
                }
            }
            return _work.Dequeue();
        }
    }
}
