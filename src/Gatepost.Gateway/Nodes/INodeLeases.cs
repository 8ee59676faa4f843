namespace Gatepost.Gateway.Nodes;

/// <summary>
/// Says which of several nodes does what must run once. A lease is held for a time and taken over by another node when it ends, so that a node that died holds
/// nothing up. Thread-safe; throws what the database throws.
/// </summary>
public interface INodeLeases
{
    /// <summary>True when this node holds the lease from now on for the given time: taken or prolonged by this call. False while another holds it.</summary>
    Task<bool> HoldAsync(string name, TimeSpan time, CancellationToken cancellationToken);
}

/// <summary>The leases of a node whose stores nobody shares.</summary>
public sealed class OnlyNode : INodeLeases
{
    /// <inheritdoc/>
    public Task<bool> HoldAsync(string name, TimeSpan time, CancellationToken cancellationToken) => Task.FromResult(true);
}
