using System.Buffers.Binary;

namespace Gatepost.Gateway.Inspection.Child;

/// <summary>Frames of the pipe between host and child: a length (big-endian, 8 octets) and so many octets.</summary>
internal static class ChildFrames
{
    /// <summary>Writes one frame.</summary>
    public static async Task WriteAsync(Stream stream, ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        await WriteLengthAsync(stream, octets.Length, cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(octets, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes one frame out of a stream.</summary>
    public static async Task WriteAsync(Stream stream, Stream octets, long length, CancellationToken cancellationToken)
    {
        await WriteLengthAsync(stream, length, cancellationToken).ConfigureAwait(false);
        await octets.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads one frame; null where the stream ends first or the frame is longer than allowed. Memory grows with what came, not with what was announced.</summary>
    public static async Task<byte[]?> ReadAsync(Stream stream, int maxOctets, CancellationToken cancellationToken)
    {
        var head = new byte[sizeof(long)];
        if (await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) < head.Length)
            return null;
        var length = BinaryPrimitives.ReadInt64BigEndian(head);
        if (length < 0 || length > maxOctets)
            return null;
        var octets = new byte[(int)Math.Min(length, 65_536)];
        var filled = 0;
        while (filled < length)
        {
            if (filled == octets.Length)
                Array.Resize(ref octets, (int)Math.Min(length, octets.Length * 2L));
            var read = await stream.ReadAsync(octets.AsMemory(filled), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                return null;
            filled += read;
        }
        return octets.Length == filled ? octets : octets[..filled];
    }

    private static async Task WriteLengthAsync(Stream stream, long length, CancellationToken cancellationToken)
    {
        var head = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(head, length);
        await stream.WriteAsync(head, cancellationToken).ConfigureAwait(false);
    }
}
