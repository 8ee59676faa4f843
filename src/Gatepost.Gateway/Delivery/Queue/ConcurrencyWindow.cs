namespace Gatepost.Gateway.Delivery.Queue;

/// <summary>
/// How many connections a destination bears: it starts small, grows by one with every success, and halves when the destination pushes back (421, a connection that fails);
/// from where it was halved it grows by one for each round of successes only, so that it stays near what is borne. Guarded by <see cref="DestinationLanes"/>.
/// </summary>
internal sealed class ConcurrencyWindow(int first)
{
    private double _size = first;
    private double _slowAbove = double.MaxValue;

    /// <summary>Connections at once; at least one.</summary>
    public int Size => (int)_size;

    /// <summary>A next hop answered.</summary>
    public void Grow(int most)
    {
        if (_size < most)
            _size = Math.Min(most, _size + (_size < _slowAbove ? 1 : 1 / _size));
    }

    /// <summary>A next hop pushed back while so many connections were open. Those above the window were opened before it shrank, and say nothing new.</summary>
    public void Halve(int active)
    {
        if (active > Size)
            return;
        _size = Math.Max(1, active / 2);
        _slowAbove = _size;
    }

    /// <summary>What was learned is of no worth any more: after a silence, or after the destination was away.</summary>
    public void Restart(int size)
    {
        _size = size;
        _slowAbove = double.MaxValue;
    }
}
