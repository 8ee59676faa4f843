using System.Collections.Immutable;
using Gatepost.Gateway.Delivery.Routing;

namespace Gatepost.Gateway.Delivery.Queue;

/// <summary>
/// Shares the connections out: so many in all, so many for each kind of destination, so many for each destination, one destination after the other. A destination that cannot be reached
/// is left alone for a while, and its mail waits together. Thread-safe.
/// </summary>
internal sealed class DestinationLanes(DeliveryLimits limits, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DestinationLane> _lanes = new(StringComparer.Ordinal);
    private readonly LaneKind _named = new();
    private readonly LaneKind _strangers = new();
    private bool _strangersNext;
    private int _forgetAbove = limits.RememberedDestinations;

    /// <summary>Workers, and so connections in use.</summary>
    public int Active
    {
        get
        {
            lock (_lock)
                return _named.Active + _strangers.Active;
        }
    }

    /// <summary>Destinations that are left alone for a while.</summary>
    public int Resting
    {
        get
        {
            var now = time.GetUtcNow();
            lock (_lock)
                return _lanes.Values.Count(lane => lane.BackOffUntil > now);
        }
    }

    /// <summary>Adds a job that is due.</summary>
    public void Enqueue(Destination destination, DeliveryJob job)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (!_lanes.TryGetValue(destination.Key, out var lane))
                _lanes[destination.Key] = lane = new DestinationLane(destination, limits.FirstConnections);
            else if (lane.IsIdle && now - lane.UsedAt >= limits.WindowMemory)
                lane.Window.Restart(limits.FirstConnections);
            lane.UsedAt = now;
            lane.Ready.Enqueue(job);
            if (job.IsForced)
                lane.BackOffUntil = default;
            List(lane);
        }
    }

    /// <summary>A lane that may have one more worker, with the worker's first job; null when there is none now. The two kinds take turns.</summary>
    public (DestinationLane Lane, DeliveryJob Job)? TryStart(DeliverySettings settings)
    {
        lock (_lock)
        {
            if (_named.Active + _strangers.Active >= settings.Connections)
                return null;
            _strangersNext = !_strangersNext;
            return _strangersNext
                ? TryStart(_strangers, settings) ?? TryStart(_named, settings)
                : TryStart(_named, settings) ?? TryStart(_strangers, settings);
        }
    }

    /// <summary>The worker's next job, or null.</summary>
    public DeliveryJob? Next(DestinationLane lane)
    {
        lock (_lock)
            return lane.Ready.TryDequeue(out var job) ? job : null;
    }

    /// <summary>The worker has ended.</summary>
    public void Release(DestinationLane lane)
    {
        lock (_lock)
        {
            lane.Active--;
            KindOf(lane).Active--;
            lane.UsedAt = time.GetUtcNow();
            List(lane);
            if (_lanes.Count > _forgetAbove)
                Forget();
        }
    }

    /// <summary>The back-off in force, or null.</summary>
    public BackOffState? BackOffOf(DestinationLane lane)
    {
        lock (_lock)
            return lane.BackOffUntil > time.GetUtcNow() ? new BackOffState(lane.BackOffUntil, lane.Trouble ?? "it could not be reached") : null;
    }

    /// <summary>The destination was reached; it bears more, unless it pushed back on the way.</summary>
    public void Reached(DestinationLane lane, DeliverySettings settings, bool wasPushedBack)
    {
        lock (_lock)
        {
            if (lane.Failures > 0)
                lane.Window.Restart(limits.FirstConnections);
            (lane.Failures, lane.BackOffUntil, lane.Trouble) = (0, default, null);
            if (wasPushedBack)
                lane.Window.Halve(lane.Active);
            else
                lane.Window.Grow(BoundOf(lane, settings));
            List(lane);
        }
    }

    /// <summary>
    /// The destination takes no further connection while it has others of ours: the job waits for one of those, which is no attempt. False when there are none, so
    /// that the refusal stands for itself.
    /// </summary>
    public bool TryStandBack(DestinationLane lane, DeliveryJob job)
    {
        lock (_lock)
        {
            if (lane.Active < 2)
                return false;
            lane.Window.Halve(lane.Active);
            lane.Ready.Enqueue(job);
            return true;
        }
    }

    /// <summary>Keeps how an attempt ended, for people.</summary>
    public void Report(DestinationLane lane, LaneReport report)
    {
        lock (_lock)
            lane.Last = report;
    }

    /// <summary>All destinations that had work not long ago.</summary>
    public ImmutableArray<LaneView> View(DeliverySettings settings)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            return
            [
                .. _lanes.Values.Select(lane => new LaneView(
                    lane.Destination, lane.Active, MostOf(lane, settings), lane.Ready.Count, lane.BackOffUntil > now ? lane.BackOffUntil : null, lane.Last)),
            ];
        }
    }

    /// <summary>The destination could not be reached; returns until when it is left alone.</summary>
    public BackOffState Unreachable(DestinationLane lane, string trouble)
    {
        lock (_lock)
        {
            // Workers that were already at it when the first of them failed say nothing new.
            if (lane.BackOffUntil <= time.GetUtcNow())
            {
                lane.Failures++;
                lane.BackOffUntil = time.GetUtcNow() + RetrySchedule.BackOff(limits, lane.Failures);
            }
            lane.Trouble = trouble;
            return new BackOffState(lane.BackOffUntil, trouble);
        }
    }

    /// <summary>One worker feels whether a destination in trouble is back; else as many as it bears.</summary>
    private static int MostOf(DestinationLane lane, DeliverySettings settings) =>
        lane.Failures > 0 ? 1 : Math.Min(lane.Window.Size, BoundOf(lane, settings));

    private static int BoundOf(DestinationLane lane, DeliverySettings settings) => lane.Destination.Route?.Connections ?? settings.ConnectionsPerDestination;

    /// <summary>Idle destinations go, those in trouble last; and the next time comes only when there are many more again, since it looks at all of them.</summary>
    private void Forget()
    {
        var idle = _lanes.Values.Where(lane => lane.IsIdle).OrderBy(lane => lane.Failures > 0).ThenBy(lane => lane.UsedAt).ToArray();
        foreach (var lane in idle.Take(Math.Max(0, _lanes.Count - (limits.RememberedDestinations / 2))))
            _lanes.Remove(lane.Destination.Key);
        _forgetAbove = Math.Max(limits.RememberedDestinations, 2 * _lanes.Count);
    }

    private (DestinationLane Lane, DeliveryJob Job)? TryStart(LaneKind kind, DeliverySettings settings)
    {
        var most = Math.Max(1, (int)(settings.Connections * limits.ShareOfOneKind));
        while (kind.Active < most && kind.Listed.TryDequeue(out var lane))
        {
            lane.IsListed = false;
            if (lane.Active >= MostOf(lane, settings) || !lane.Ready.TryDequeue(out var job))
                continue;
            lane.Active++;
            kind.Active++;
            List(lane);
            return (lane, job);
        }
        return null;
    }

    private LaneKind KindOf(DestinationLane lane) => lane.Destination.IsStranger ? _strangers : _named;

    private void List(DestinationLane lane)
    {
        if (lane.IsListed || lane.Ready.Count == 0)
            return;
        lane.IsListed = true;
        KindOf(lane).Listed.Enqueue(lane);
    }

    /// <summary>Destinations that share a part of the connections.</summary>
    private sealed class LaneKind
    {
        public Queue<DestinationLane> Listed { get; } = new();

        public int Active { get; set; }
    }
}
