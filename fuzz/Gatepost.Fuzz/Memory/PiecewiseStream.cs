namespace Gatepost.Fuzz.Memory;

/// <summary>Gives a few octets at a time, as disks and networks may: one, two, three and so on, and then from the start.</summary>
internal sealed class PiecewiseStream(byte[] octets) : MemoryStream(octets, writable: false)
{
    private const int Longest = 61;

    private int _next;

    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, NextLength())]);

    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, NextLength()));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    private int NextLength() => _next = (_next % Longest) + 1;
}
