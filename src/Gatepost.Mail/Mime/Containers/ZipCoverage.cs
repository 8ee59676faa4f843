using System.Buffers.Binary;

namespace Gatepost.Mail.Mime.Containers;

/// <summary>
/// Looks between the members that a directory names for others that it does not: two zips one after the other, or a member taken off the list. Programs that read a zip from
/// its front, or repair one, show those.
/// </summary>
internal static class ZipCoverage
{
    private const int LocalLength = 30;
    private const int BlockOctets = 65_536;

    private static ReadOnlySpan<byte> LocalSignature => "PK\u0003\u0004"u8;

    /// <summary>
    /// True when octets before <paramref name="directory"/> that belong to no entry hold the signature of a local header, and where entries lie within each other or have no header, so that
    /// nobody can tell. Linear in the length of the zip: it goes forward only.
    /// </summary>
    public static bool HidesMembers(Stream stream, IEnumerable<ZipEntry> entries, long directory, CancellationToken cancellationToken)
    {
        long covered = 0;
        foreach (var entry in entries.OrderBy(entry => entry.HeaderOffset))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.HeaderOffset < 0 || entry.HeaderOffset > directory)
                continue;
            if (entry.HeaderOffset < covered || HoldsSignature(stream, covered, entry.HeaderOffset))
                return true;
            covered = EndOf(stream, entry);
            if (covered < 0)
                return true;
        }
        return HoldsSignature(stream, covered, directory);
    }

    /// <summary>Where the packed octets end; -1 for a damaged header. A data descriptor lies in the gap and has no such signature.</summary>
    private static long EndOf(Stream stream, ZipEntry entry)
    {
        Span<byte> header = stackalloc byte[LocalLength];
        stream.Position = entry.HeaderOffset;
        if (stream.ReadAtLeast(header, LocalLength, throwOnEndOfStream: false) < LocalLength || !header.StartsWith(LocalSignature))
            return -1;
        var names = BinaryPrimitives.ReadUInt16LittleEndian(header[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        var packed = Math.Clamp(entry.PackedSize, 0, stream.Length);
        return entry.HeaderOffset + LocalLength + names + packed;
    }

    private static bool HoldsSignature(Stream stream, long from, long to)
    {
        if (to - from < LocalSignature.Length)
            return false;
        var block = new byte[(int)Math.Min(to - from, BlockOctets)];
        stream.Position = from;
        var kept = 0;
        for (var left = to - from; left > 0;)
        {
            var read = stream.Read(block, kept, (int)Math.Min(left, block.Length - kept));
            if (read <= 0)
                return false;
            left -= read;
            var seen = block.AsSpan(0, kept + read);
            if (seen.IndexOf(LocalSignature) >= 0)
                return true;
            // A signature may lie across two blocks.
            kept = Math.Min(LocalSignature.Length - 1, seen.Length);
            seen[^kept..].CopyTo(block);
        }
        return false;
    }
}
