namespace Gatepost.Gateway.Policies;

/// <summary>The policy in force. Readers take <see cref="Current"/> once per message; a swap never changes what they hold. Thread-safe.</summary>
public sealed class PolicySource
{
    private readonly TaskCompletionSource _inForce = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PolicySnapshot _current;

    /// <summary>Begins with a snapshot, or with <see cref="PolicySnapshot.None"/>.</summary>
    public PolicySource(PolicySnapshot initial)
    {
        ArgumentNullException.ThrowIfNull(initial);
        _current = initial;
        if (!initial.IsNone)
            _inForce.SetResult();
    }

    /// <summary>The snapshot in force, or <see cref="PolicySnapshot.None"/>: then nothing may be judged or carried.</summary>
    public PolicySnapshot Current => Volatile.Read(ref _current);

    /// <summary>Ends when a policy is in force, which stays so from then on. What carries mail waits for it before it begins.</summary>
    public Task InForceAsync(CancellationToken cancellationToken) => _inForce.Task.WaitAsync(cancellationToken);

    /// <summary>Puts a snapshot in force.</summary>
    public void Swap(PolicySnapshot next)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (next.IsNone)
            throw new ArgumentException("A policy in force cannot be taken away.", nameof(next));
        Interlocked.Exchange(ref _current, next);
        _inForce.TrySetResult();
    }
}
