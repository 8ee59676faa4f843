namespace Gatepost.Gateway.Spool.Disk;

/// <summary>
/// fsync of one folder, shared by all who wait for it (group commit): a sync that begins after a rename covers that rename, so one that is
/// already running does not count, and all who come while it runs share the next.
/// </summary>
internal sealed class FolderSync(Action sync, DiskThreads threads)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _next;
    private bool _running;

    /// <summary>Returns when a sync that began after this call has ended; <see cref="IOException"/> when it failed.</summary>
    public Task SyncAsync()
    {
        lock (_lock)
        {
            _next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var mine = _next.Task;
            if (!_running)
            {
                _running = true;
                _ = threads.RunAsync(Run);
            }
            return mine;
        }
    }

    private void Run()
    {
        while (Begin() is { } batch)
        {
            try
            {
                sync();
                batch.SetResult();
            }
            catch (Exception exception)
            {
                batch.SetException(exception);
            }
        }
    }

    private TaskCompletionSource? Begin()
    {
        lock (_lock)
        {
            var batch = _next;
            _next = null;
            _running = batch is not null;
            return batch;
        }
    }
}
