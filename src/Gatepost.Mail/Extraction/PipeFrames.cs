using System.Buffers.Binary;

namespace Gatepost.Mail.Extraction;

/// <summary>Frames of the pipe between the gateway and a process that works for it: a length (big-endian, 8 octets) and so many octets.</summary>
public static class PipeFrames
{
    /// <summary>Writes one frame.</summary>
    public static async Task WriteAsync(Stream stream, ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        await WriteLengthAsync(stream, octets.Length, cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(octets, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes one frame out of a stream.</summary>
    public static async Task WriteAsync(Stream stream, Stream octets, long length, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(octets);
        await WriteLengthAsync(stream, length, cancellationToken).ConfigureAwait(false);
        await octets.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads one frame. Memory grows with what came, not with what was announced.</summary>
    public static async Task<PipeFrame> ReadAsync(Stream stream, int maxOctets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var head = new byte[sizeof(long)];
        if (await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) < head.Length)
            return default;
        var length = BinaryPrimitives.ReadInt64BigEndian(head);
        if (length < 0)
            return default;
        if (length > maxOctets)
            return new PipeFrame(null, IsTooLong: true);
        var octets = new byte[(int)Math.Min(length, 65_536)];
        var filled = 0;
        while (filled < length)
        {
            if (filled == octets.Length)
                Array.Resize(ref octets, (int)Math.Min(length, octets.Length * 2L));
            var read = await stream.ReadAsync(octets.AsMemory(filled), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                return default;
            filled += read;
        }
        return new PipeFrame(octets.Length == filled ? octets : octets[..filled]);
    }

    private static async Task WriteLengthAsync(Stream stream, long length, CancellationToken cancellationToken)
    {
        var head = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(head, length);
        await stream.WriteAsync(head, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>What was read of a frame.</summary>
/// <param name="Octets">Its content; null where the stream ended first.</param>
/// <param name="IsTooLong">It announces more than is allowed, and was not read.</param>
public readonly record struct PipeFrame(byte[]? Octets, bool IsTooLong = false);
