using System.Buffers;

namespace Gatepost.Gateway.Spool.Format;

/// <summary>A growing buffer on the shared pool. Its octets must not be used after it was disposed.</summary>
internal sealed class PooledOctets(int capacity) : IBufferWriter<byte>, IDisposable
{
    private byte[] _octets = ArrayPool<byte>.Shared.Rent(Math.Max(capacity, 256));

    /// <summary>Octets written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public Span<byte> Written => _octets.AsSpan(0, Length);

    /// <summary>Adds octets.</summary>
    public void Write(ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty)
            return;
        octets.CopyTo(GetSpan(octets.Length));
        Length += octets.Length;
    }

    /// <summary>Forgets what was written and keeps the room.</summary>
    public void Clear() => Length = 0;

    /// <inheritdoc/>
    public void Advance(int count) => Length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(Math.Max(sizeHint, 1));
        return _octets.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(Math.Max(sizeHint, 1));
        return _octets.AsSpan(Length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_octets.Length > 0)
            ArrayPool<byte>.Shared.Return(_octets);
        (_octets, Length) = ([], 0);
    }

    private void MakeRoom(int count)
    {
        if (_octets.Length - Length >= count)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(Length + count), (int)Math.Min(Array.MaxLength, 2L * _octets.Length)));
        Written.CopyTo(larger);
        if (_octets.Length > 0)
            ArrayPool<byte>.Shared.Return(_octets);
        _octets = larger;
    }
}
