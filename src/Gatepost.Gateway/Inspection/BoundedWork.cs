namespace Gatepost.Gateway.Inspection;

/// <summary>How a piece of work ended.</summary>
/// <param name="Elapsed">Until it ended or was given up.</param>
/// <param name="IsTimedOut">True when its deadline passed first; the task may go on.</param>
/// <param name="Error">What it threw.</param>
internal readonly record struct WorkEnd(TimeSpan Elapsed, bool IsTimedOut, Exception? Error)
{
    public bool IsDone => !IsTimedOut && Error is null;

    /// <summary>The word for a deadline that passed.</summary>
    public const string TimedOut = "timed-out";

    public string Outcome => IsTimedOut ? TimedOut : Error is null ? "done" : "failed";
}

/// <summary>Work with a deadline that it may ignore: whoever waits goes on without it.</summary>
internal sealed class BoundedWork
{
    private readonly CancellationTokenSource _stop;
    private readonly TimeProvider _time;
    private readonly TimeSpan _deadline;
    private readonly long _start;

    private BoundedWork(Func<CancellationToken, Task> work, TimeSpan deadline, TimeProvider time, CancellationToken cancellationToken)
    {
        _time = time;
        _deadline = deadline;
        _start = time.GetTimestamp();
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var token = _stop.Token;
        Task = System.Threading.Tasks.Task.Run(() => work(token), CancellationToken.None);
    }

    /// <summary>Ends when the work has truly ended.</summary>
    public Task Task { get; }

    public static BoundedWork Start(Func<CancellationToken, Task> work, TimeSpan deadline, TimeProvider time, CancellationToken cancellationToken) =>
        new(work, deadline, time, cancellationToken);

    /// <summary>Waits for the end or the deadline. Throws only when the caller's own token is cancelled.</summary>
    public async Task<WorkEnd> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WaitAsync(_deadline, _time, cancellationToken).ConfigureAwait(false);
            return End(isTimedOut: false, null);
        }
        catch (TimeoutException) when (!Task.IsCompleted)
        {
            return End(isTimedOut: true, null);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return End(isTimedOut: false, error);
        }
        finally
        {
            await StopAsync().ConfigureAwait(false);
        }
    }

    private WorkEnd End(bool isTimedOut, Exception? error) => new(_time.GetElapsedTime(_start), isTimedOut, error);

    private async Task StopAsync()
    {
        if (!Task.IsCompleted)
            await _stop.CancelAsync().ConfigureAwait(false);
        // Disposed only when nobody can ask the token any more, and what it threw late is looked at, so that nothing is unobserved.
        _ = Task.ContinueWith(
            static (ended, source) =>
            {
                _ = ended.Exception;
                ((CancellationTokenSource)source!).Dispose();
            },
            _stop, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
