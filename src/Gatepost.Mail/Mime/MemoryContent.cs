using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Gatepost.Mail.Mime;

/// <summary>Content that lies in memory.</summary>
public sealed class MemoryContent : MessageContent
{
    private readonly ReadOnlyMemory<byte> _octets;
    private readonly Lazy<byte[]> _sha256;

    /// <summary>Takes the octets as they are; the caller must not change them afterwards.</summary>
    public MemoryContent(ReadOnlyMemory<byte> octets)
    {
        _octets = octets;
        _sha256 = new(() => SHA256.HashData(_octets.Span));
    }

    /// <summary>Takes octets whose SHA-256 was computed while they arrived.</summary>
    public MemoryContent(ReadOnlyMemory<byte> octets, byte[] sha256)
    {
        _octets = octets;
        _sha256 = new(sha256);
    }

    /// <inheritdoc/>
    public override long Length => _octets.Length;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Sha256 => _sha256.Value;

    /// <inheritdoc/>
    public override bool TryGetMemory(out ReadOnlyMemory<byte> octets)
    {
        octets = _octets;
        return true;
    }

    /// <inheritdoc/>
    public override Stream OpenRead() => MemoryMarshal.TryGetArray(_octets, out var segment)
        ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
        : new MemoryStream(_octets.ToArray(), writable: false);
}
