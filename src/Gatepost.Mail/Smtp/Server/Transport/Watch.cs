namespace Gatepost.Mail.Smtp.Server.Transport;

/// <summary>
/// One timer a session. It is armed only while the session waits, so a busy session never touches the timer queue; the end of the whole
/// session bounds every wait.
/// </summary>
internal sealed class Watch : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _sessionTime;
    private readonly long _startedAt;
    private readonly ITimer _timer;
    private volatile bool _hasFired;

    internal Watch(TimeProvider time, TimeSpan sessionTime, Action interrupt)
    {
        _time = time;
        _sessionTime = sessionTime;
        _startedAt = time.GetTimestamp();
        _timer = time.CreateTimer(
            _ =>
            {
                _hasFired = true;
                interrupt();
            },
            null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>True when the wait that was armed last ended by time.</summary>
    internal bool HasFired => _hasFired;

    /// <summary>True when the session has lasted as long as it may.</summary>
    internal bool IsSessionOver => _time.GetElapsedTime(_startedAt) >= _sessionTime;

    internal void Arm(TimeSpan patience)
    {
        _hasFired = false;
        var left = _sessionTime - _time.GetElapsedTime(_startedAt);
        _timer.Change(left < patience ? (left > TimeSpan.Zero ? left : TimeSpan.Zero) : patience, Timeout.InfiniteTimeSpan);
    }

    internal void Disarm() => _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Waits for an interruption that is under way, so that none reaches a pipe that is no longer ours.</summary>
    public ValueTask DisposeAsync() => _timer.DisposeAsync();
}
