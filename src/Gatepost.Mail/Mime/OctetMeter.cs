using System.Security.Cryptography;

namespace Gatepost.Mail.Mime;

/// <summary>Counts and hashes octets that stream by, and remembers the first four. One is used for all parts of a message, one after the other.</summary>
internal sealed class OctetMeter : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Size { get; private set; }

    /// <summary>The first four octets, big-endian, or 0 where there are fewer.</summary>
    public uint Head { get; private set; }

    public void Append(ReadOnlySpan<byte> octets)
    {
        for (var index = 0; Size + index < 4 && index < octets.Length; index++)
            Head = (Head << 8) | octets[index];
        Size += octets.Length;
        _hash.AppendData(octets);
    }

    /// <summary>The hash in lower-case hex; the meter is then ready for the next part.</summary>
    public string Finish(out long size, out uint head)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.GetHashAndReset(hash);
        (size, head) = (Size, Size < 4 ? 0 : Head);
        (Size, Head) = (0, 0);
        return Convert.ToHexStringLower(hash);
    }

    public void Dispose() => _hash.Dispose();
}
