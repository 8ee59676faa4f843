namespace Gatepost.Gateway.Inspection;

/// <summary>
/// Lets so many CPU-bound inspections run at once, first come first served, and tells how long the queue is, so that a client can be asked to come back before it sends its message.
/// Thread-safe. A slot that is held by work which never ends is lost until it does; <see cref="EstimatedWait"/> then grows, and no new mail is taken on.
/// </summary>
public sealed class InspectionGate
{
    // How much the newest inspection counts in the average: the last ten or so tell.
    private const double Weight = 0.1;

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiting = new();
    private readonly HashSet<Slot> _held = [];
    private TimeSpan _average = TimeSpan.Zero;

    /// <summary>Makes a gate of so many slots; 0 = the number of cores.</summary>
    public InspectionGate(int slots, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slots);
        ArgumentNullException.ThrowIfNull(time);
        Slots = slots == 0 ? Environment.ProcessorCount : slots;
        _time = time;
    }

    /// <summary>Inspections at once.</summary>
    public int Slots { get; }

    /// <summary>Messages that wait for a slot.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    /// <summary>
    /// How long a message that came now would wait: the queue at the average pace of late, or as long as the first in the queue has waited, or as long as the youngest
    /// running inspection has run, whichever is longest. Zero while a slot is free.
    /// </summary>
    public TimeSpan EstimatedWait
    {
        get
        {
            lock (_lock)
            {
                if (_held.Count < Slots)
                    return TimeSpan.Zero;
                var estimate = _average * Math.Ceiling((_waiting.Count + 1.0) / Slots);
                if (_waiting.First is { } first)
                    estimate = Max(estimate, _time.GetElapsedTime(first.Value.Since));
                return Max(estimate, _held.Min(slot => _time.GetElapsedTime(slot.Since)));
            }
        }
    }

    /// <summary>True when the wait alone would use up a session's budget: answer DATA with 451 before 354.</summary>
    public bool IsOverloaded(TimeSpan budget) => EstimatedWait > budget;

    /// <summary>Waits for a slot, in order. Dispose what comes back when the work has truly ended.</summary>
    public async ValueTask<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_lock)
        {
            if (_held.Count < Slots)
                return Take();
            waiter = new Waiter(_time.GetTimestamp());
            _waiting.AddLast(waiter.Node);
        }
        await using (cancellationToken.Register(() => Abandon(waiter, cancellationToken)).ConfigureAwait(false))
            return await waiter.Arrival.Task.ConfigureAwait(false);
    }

    private Slot Take()
    {
        var slot = new Slot(this, _time.GetTimestamp());
        _held.Add(slot);
        return slot;
    }

    private void Abandon(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (waiter.Node.List is null)
                return;
            _waiting.Remove(waiter.Node);
        }
        waiter.Arrival.TrySetCanceled(cancellationToken);
    }

    private void Release(Slot slot)
    {
        lock (_lock)
        {
            if (!_held.Remove(slot))
                return;
            var elapsed = _time.GetElapsedTime(slot.Since);
            _average = _average == TimeSpan.Zero ? elapsed : (_average * (1 - Weight)) + (elapsed * Weight);
            if (_waiting.First is not { } next)
                return;
            _waiting.RemoveFirst();
            next.Value.Arrival.SetResult(Take());
        }
    }

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private sealed class Slot(InspectionGate gate, long since) : IDisposable
    {
        public long Since { get; } = since;

        public void Dispose() => gate.Release(this);
    }

    private sealed class Waiter
    {
        public Waiter(long since)
        {
            Since = since;
            Node = new LinkedListNode<Waiter>(this);
        }

        public long Since { get; }

        public LinkedListNode<Waiter> Node { get; }

        public TaskCompletionSource<IDisposable> Arrival { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
