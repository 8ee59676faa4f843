namespace Gatepost.Gateway.Spool;

/// <summary>The failpoints of production: nothing happens.</summary>
public sealed class NoFailpoints : IFailpoints
{
    /// <inheritdoc/>
    public void Hit(string name)
    {
    }
}
