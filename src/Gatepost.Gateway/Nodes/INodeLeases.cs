namespace Gatepost.Gateway.Nodes;

/// <summary>
/// Says which of several nodes does what must run once. A lease is held for a time and taken over by another node when it ends, so that a node that died holds
/// nothing up. Thread-safe; throws what the database throws.
/// </summary>
public interface INodeLeases
{
    /// <summary>False of a node whose stores nobody shares: whatever a node is said to be at work on there is its own, by whatever name it went.</summary>
    bool AreShared { get; }

    /// <summary>True when this node holds the lease from now on for the given time: taken or prolonged by this call. False while another holds it.</summary>
    Task<bool> HoldAsync(string name, TimeSpan time, CancellationToken cancellationToken);

    /// <summary>
    /// States a number of this node, and returns the largest that any node states: what is kept for all is kept for as long as one of them promises. A node that does not
    /// repeat its statement for a week counts no more.
    /// </summary>
    Task<int> LargestStatedAsync(string name, int own, CancellationToken cancellationToken);
}

/// <summary>The leases of a node whose stores nobody shares.</summary>
public sealed class OnlyNode : INodeLeases
{
    /// <inheritdoc/>
    public bool AreShared => false;

    /// <inheritdoc/>
    public Task<bool> HoldAsync(string name, TimeSpan time, CancellationToken cancellationToken) => Task.FromResult(true);

    /// <inheritdoc/>
    public Task<int> LargestStatedAsync(string name, int own, CancellationToken cancellationToken) => Task.FromResult(own);
}
