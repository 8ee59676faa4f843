namespace Gatepost.Gateway.Inspection;

/// <summary>
/// All work that one inspection has started, whether or not anybody still waits for it: an inspector that ignores its deadline can take the process down long
/// after the message was answered. Thread-safe.
/// </summary>
internal sealed class StartedWork
{
    private readonly Lock _lock = new();
    private readonly List<Task> _tasks = [];

    /// <summary>Work was started.</summary>
    public void Add(Task task)
    {
        lock (_lock)
            _tasks.Add(task);
    }

    /// <summary>Calls back when all of it has truly ended: at once when it has.</summary>
    public void WhenEnded(Action ended)
    {
        Task all;
        lock (_lock)
            all = Task.WhenAll(_tasks);
        if (all.IsCompleted)
            ended();
        else
            _ = all.ContinueWith(static (task, then) =>
            {
                _ = task.Exception;
                ((Action)then!)();
            }, ended, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }
}
