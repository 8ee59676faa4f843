using Gatepost.Gateway.Spool;

namespace Gatepost.Fuzz.Memory;

/// <summary>A file of <see cref="MemoryDisk"/>.</summary>
internal sealed class MemoryFile(byte[] octets) : ISpoolFile
{
    private byte[] _octets = octets;

    public ReadOnlySpan<byte> Octets => _octets;

    public long Length => _octets.Length;

    public void Write(ReadOnlySpan<byte> octets, long position)
    {
        if (position + octets.Length > _octets.Length)
            Array.Resize(ref _octets, (int)position + octets.Length);
        octets.CopyTo(_octets.AsSpan((int)position));
    }

    public int Read(Span<byte> octets, long position)
    {
        if (position < 0)
            throw new IOException("A read in front of the file.");
        if (position >= _octets.Length)
            return 0;
        var rest = _octets.AsSpan((int)position);
        var length = Math.Min(rest.Length, octets.Length);
        rest[..length].CopyTo(octets);
        return length;
    }

    public void SetLength(long octets) => Array.Resize(ref _octets, (int)octets);

    public void Sync()
    {
    }

    public void Dispose()
    {
    }
}
