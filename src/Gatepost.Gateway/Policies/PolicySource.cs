namespace Gatepost.Gateway.Policies;

/// <summary>The policy in force. Readers take <see cref="Current"/> once per message; a swap never changes what they hold. Thread-safe.</summary>
public sealed class PolicySource(PolicySnapshot initial)
{
    private PolicySnapshot _current = initial;

    /// <summary>The snapshot in force.</summary>
    public PolicySnapshot Current => Volatile.Read(ref _current);

    /// <summary>Raised after a swap, on the swapping thread.</summary>
    public event Action<PolicySnapshot>? Changed;

    /// <summary>Puts a snapshot in force.</summary>
    public void Swap(PolicySnapshot next)
    {
        ArgumentNullException.ThrowIfNull(next);
        Interlocked.Exchange(ref _current, next);
        Changed?.Invoke(next);
    }
}
