namespace Gatepost.Gateway.Inspection;

/// <summary>
/// The place behind the gate that one message holds while it burns CPU. Work that ignores its deadline takes the place with it and gives it back when it truly ends; the message gets
/// a new one, in order, for what it has still to do. So the number of running inspections never passes the number of slots.
/// </summary>
internal sealed class GateSlot(InspectionGate gate, StartedWork started, InspectionMetrics? metrics = null) : IDisposable
{
    private IDisposable? _slot;

    /// <summary>Runs work behind the gate.</summary>
    public async Task<WorkEnd> RunAsync(Func<CancellationToken, Task> work, TimeSpan deadline, TimeProvider time, CancellationToken cancellationToken)
    {
        _slot ??= await EnterAsync(time, cancellationToken).ConfigureAwait(false);
        var running = BoundedWork.Start(work, deadline, time, cancellationToken);
        started.Add(running.Task);
        try
        {
            return await running.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!running.Task.IsCompleted)
                HandOver(running.Task);
        }
    }

    /// <summary>Gives the place back: the message now waits for others.</summary>
    public void Leave()
    {
        _slot?.Dispose();
        _slot = null;
    }

    public void Dispose() => Leave();

    private async ValueTask<IDisposable> EnterAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        var slot = await gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        metrics?.Waited(time.GetElapsedTime(since));
        return slot;
    }

    private void HandOver(Task task)
    {
        var slot = _slot;
        _slot = null;
        _ = task.ContinueWith(
            static (_, held) => ((IDisposable)held!).Dispose(),
            slot, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
