using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.Delivery.Queue;

/// <summary>
/// The copies that wait for their next attempt, by the time it is due. What it knows beyond the spool is only when to look again, so nothing is
/// lost with it. Thread-safe; no task or timer per message.
/// </summary>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "The queue is what every mail administrator calls it.")]
public sealed class DeliveryQueue(TimeProvider time)
{
    /// <summary>Timers take some 49 days at most; an hour also rides out a clock that was set.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<DeliveryKey, DeliveryItem> _items = [];
    private readonly PriorityQueue<DeliveryItem, DateTimeOffset> _due = new();
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Copies that wait or are being delivered.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _items.Count;
        }
    }

    /// <summary>All of them by state.</summary>
    internal QueueCensus Census()
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var inFlight = _items.Values.Count(item => !item.InFlight.IsEmpty);
            var deferred = _items.Values.Count(item => item.InFlight.IsEmpty && item.Due > now);
            return new QueueCensus(_items.Count - inFlight - deferred, inFlight, deferred);
        }
    }

    /// <summary>Places in the heap, outdated ones among them.</summary>
    internal int Places
    {
        get
        {
            lock (_lock)
                return _due.Count;
        }
    }

    /// <summary>Tries a message now, or all of them, whatever their next attempt and their destinations' back-off say. Returns how many messages that are.</summary>
    public int Flush(MailId? id = null)
    {
        var now = time.GetUtcNow();
        HashSet<MailId> flushed = [];
        lock (_lock)
        {
            foreach (var item in _items.Values)
            {
                if ((id is { } wanted && item.Key.Id != wanted) || !item.Waiting().Any())
                    continue;
                item.IsForced = true;
                item.NotBefore = default;
                Schedule(item, now);
                flushed.Add(item.Key.Id);
            }
        }
        Signal();
        return flushed.Count;
    }

    /// <summary>Takes a copy over, or looks at it again when it is here already.</summary>
    internal void Add(SpoolEntry entry, SpoolCopy copy)
    {
        lock (_lock)
        {
            var key = new DeliveryKey(entry.Id, copy.Number);
            if (!_items.TryGetValue(key, out var item))
                _items[key] = item = new DeliveryItem(entry, copy.Number);
            ScheduleByStates(item);
        }
        Signal();
    }

    /// <summary>True while any recipient is in flight.</summary>
    internal bool IsBusy
    {
        get
        {
            lock (_lock)
                return _items.Values.Any(item => !item.InFlight.IsEmpty);
        }
    }

    /// <summary>The next copy that is due, with its recipients that are; they are in flight until <see cref="Done"/>.</summary>
    internal DeliveryJob? TryTake()
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            while (_due.TryPeek(out var item, out var due) && due <= now)
            {
                _due.Dequeue();
                if (item.Due == due && IsCurrent(item) && Take(item, now) is { } job)
                    return job;
            }
            return null;
        }
    }

    /// <summary>Recipients are no longer in flight; those that still wait come again when their state says.</summary>
    internal void Done(DeliveryJob job, DateTimeOffset notBefore = default)
    {
        lock (_lock)
        {
            var item = job.Item;
            item.InFlight = item.InFlight.RemoveRange(job.Recipients);
            item.NotBefore = notBefore;
            if (IsCurrent(item))
                ScheduleByStates(item);
        }
        Signal();
    }

    /// <summary>Returns when something may be due: a change, or the time of the first item.</summary>
    internal async Task WaitAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset? first;
        lock (_lock)
            first = _due.TryPeek(out _, out var due) ? due : null;
        var wait = first - time.GetUtcNow();
        if (wait <= TimeSpan.Zero)
            return;
        await using var timer = wait is { } until
            ? time.CreateTimer(static queue => ((DeliveryQueue)queue!).Signal(), this, until < MaxWait ? until : MaxWait, Timeout.InfiniteTimeSpan)
            : null;
        await _changed.Reader.ReadAsync(cancellationToken);
    }

    /// <summary>Wakes <see cref="WaitAsync"/>.</summary>
    internal void Signal() => _changed.Writer.TryWrite(true);

    /// <summary>An item that was removed may still lie in the heap while a new one of the same copy is carried: taking both would deliver twice.</summary>
    private bool IsCurrent(DeliveryItem item) => _items.TryGetValue(item.Key, out var known) && ReferenceEquals(known, item);

    private DeliveryJob? Take(DeliveryItem item, DateTimeOffset now)
    {
        var forced = item.IsForced;
        var due = item.Waiting().Where(state => forced || DueOf(item, state) <= now).Select(state => state.Recipient).ToImmutableArray();
        item.IsForced = false;
        item.InFlight = item.InFlight.AddRange(due);
        ScheduleByStates(item);
        return due.IsEmpty || item.Copy is not { } copy ? null : new DeliveryJob(item, copy, due, forced);
    }

    private void ScheduleByStates(DeliveryItem item)
    {
        DateTimeOffset? next = null;
        foreach (var state in item.Waiting())
        {
            var due = DueOf(item, state);
            next = next is null || due < next ? due : next;
        }
        if (next is { } time)
            Schedule(item, time);
        else if (item.InFlight.IsEmpty)
            Remove(item);
    }

    private static DateTimeOffset DueOf(DeliveryItem item, RecipientUpdate state)
    {
        var due = state.NextAttempt ?? DateTimeOffset.MinValue;
        return due > item.NotBefore ? due : item.NotBefore;
    }

    private void Schedule(DeliveryItem item, DateTimeOffset due)
    {
        item.Due = due;
        _due.Enqueue(item, due);
        if (_due.Count > (2 * _items.Count) + 1_000)
            DropOutdated();
    }

    private void DropOutdated()
    {
        _due.Clear();
        foreach (var item in _items.Values.Where(item => item.Waiting().Any()))
            _due.Enqueue(item, item.Due);
    }

    private void Remove(DeliveryItem item) => _items.Remove(item.Key);
}

/// <summary>The copies in the queue, each counted once.</summary>
/// <param name="Ready">Due now.</param>
/// <param name="InFlight">Being delivered, to some of their recipients at least.</param>
/// <param name="Deferred">Due later.</param>
internal readonly record struct QueueCensus(int Ready, int InFlight, int Deferred);
