using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Gatepost.Mail.Mime.Containers;

/// <summary>
/// Reads the central directory of a zip, entry by entry and no more than asked for. System.IO.Compression reads all of a hostile directory into objects before it lets
/// anybody count them, hides the octets of names, and opens the n-th member only by reading the directory again; so only its inflater is used.
/// </summary>
internal static class ZipDirectory
{
    private const uint EndSignature = 0x06054b50;
    private const uint EntrySignature = 0x02014b50;
    private const int EndLength = 22;
    private const int EntryLength = 46;
    // The end record stands within the longest comment (65,535) of the end.
    private const int TailOctets = EndLength + 65_535;

    public static ZipDirectoryReading Read(Stream stream, int maxEntries, CancellationToken cancellationToken)
    {
        var length = stream.Length;
        var tail = new byte[(int)Math.Min(length, TailOctets)];
        stream.Position = length - tail.Length;
        var filled = stream.ReadAtLeast(tail, tail.Length, throwOnEndOfStream: false);
        var end = FindEnd(tail.AsSpan(0, filled));
        if (end < 0)
            return new([], PartProblemKind.Unread, "a zip without its directory: damaged or cut off");
        var record = tail.AsSpan(end, EndLength);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(record[10..]);
        var size = BinaryPrimitives.ReadUInt32LittleEndian(record[12..]);
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(record[16..]);
        if (count == ushort.MaxValue || size == uint.MaxValue || offset == uint.MaxValue)
            return new([], PartProblemKind.Unsupported, "a zip64 directory");
        var endOffset = length - tail.Length + end;
        // Junk in front of the archive (a self-extractor) shifts all offsets: the directory always ends at the end record.
        var shift = StartsEntry(stream, offset) || count == 0 ? 0 : Math.Max(0, endOffset - size - offset);
        var reading = ReadEntries(stream, offset + shift, shift, count, maxEntries, out var directoryEnd);
        if (reading.Problem is not null)
            return reading;
        var ambiguity = FindAmbiguity(tail.AsSpan(0, filled), end)
            ?? (directoryEnd != endOffset || offset + shift + size != endOffset ? "a zip whose directory does not end where it should: another may be hidden" : null)
            ?? (ZipCoverage.HidesMembers(stream, reading.Entries, offset + shift, cancellationToken) ? "a zip that holds members its directory does not name" : null);
        return ambiguity is null ? reading : reading with { Problem = PartProblemKind.Unread, Reason = ambiguity };
    }

    /// <summary>The comment of the one end record reaches to the end of the octets; programs differ on which record counts where that is not so, or is so of two.</summary>
    private static string? FindAmbiguity(ReadOnlySpan<byte> tail, int end)
    {
        if (!ReachesEnd(tail[end..]))
            return "a zip with octets after its end";
        Span<byte> signature = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(signature, EndSignature);
        for (var search = tail[..end]; search.LastIndexOf(signature) is var at and >= 0; search = search[..at])
        {
            if (ReachesEnd(tail[at..]))
                return "a zip with two end records";
        }
        return null;
    }

    private static bool ReachesEnd(ReadOnlySpan<byte> record) =>
        record.Length >= EndLength && BinaryPrimitives.ReadUInt16LittleEndian(record[20..]) == record.Length - EndLength;

    private static int FindEnd(ReadOnlySpan<byte> tail)
    {
        Span<byte> signature = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(signature, EndSignature);
        for (var search = tail; search.LastIndexOf(signature) is var at and >= 0; search = search[..at])
        {
            if (at + EndLength <= tail.Length)
                return at;
        }
        return -1;
    }

    private static bool StartsEntry(Stream stream, long offset)
    {
        Span<byte> signature = stackalloc byte[4];
        if (offset >= stream.Length)
            return false;
        stream.Position = offset;
        return stream.ReadAtLeast(signature, 4, throwOnEndOfStream: false) == 4 && BinaryPrimitives.ReadUInt32LittleEndian(signature) == EntrySignature;
    }

    private static ZipDirectoryReading ReadEntries(Stream stream, long position, long shift, int declared, int maxEntries, out long end)
    {
        var entries = ImmutableArray.CreateBuilder<ZipEntry>(Math.Min(declared, 64));
        var header = new byte[EntryLength];
        stream.Position = end = Math.Min(position, stream.Length);
        while (stream.ReadAtLeast(header, EntryLength, throwOnEndOfStream: false) == EntryLength
            && BinaryPrimitives.ReadUInt32LittleEndian(header) == EntrySignature)
        {
            if (entries.Count >= maxEntries)
                return new(entries.DrainToImmutable(), PartProblemKind.LimitReached, $"a zip of more than {maxEntries} members");
            if (ReadEntry(stream, header, shift) is not { } entry)
                break;
            entries.Add(entry);
            end = stream.Position;
        }
        var found = entries.Count;
        return found == declared
            ? new(entries.DrainToImmutable(), null, null)
            : new(entries.DrainToImmutable(), found < declared ? PartProblemKind.Unread : PartProblemKind.Malformed, $"a zip whose directory says {declared} members and holds {found}");
    }

    private static ZipEntry? ReadEntry(Stream stream, ReadOnlySpan<byte> header, long shift)
    {
        var name = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header[28..])];
        var extra = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header[30..])];
        if (stream.ReadAtLeast(name, name.Length, throwOnEndOfStream: false) < name.Length
            || stream.ReadAtLeast(extra, extra.Length, throwOnEndOfStream: false) < extra.Length)
            return null;
        stream.Position += BinaryPrimitives.ReadUInt16LittleEndian(header[32..]);
        var (size, packed, offset) = Sizes(header, extra);
        return new ZipEntry
        {
            Name = name,
            UnicodeName = ZipUnicodePath.Find(extra, name),
            Flags = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]),
            Method = BinaryPrimitives.ReadUInt16LittleEndian(header[10..]),
            PackedSize = packed,
            Size = size,
            HeaderOffset = offset + shift,
        };
    }

    /// <summary>The sizes, from the zip64 extra field (APPNOTE 4.5.3) where the fixed fields say so.</summary>
    private static (long Size, long Packed, long Offset) Sizes(ReadOnlySpan<byte> header, ReadOnlySpan<byte> extra)
    {
        long packed = BinaryPrimitives.ReadUInt32LittleEndian(header[20..]);
        long size = BinaryPrimitives.ReadUInt32LittleEndian(header[24..]);
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(header[42..]);
        var wide = Zip64Field(extra);
        size = Widen(size, ref wide);
        packed = Widen(packed, ref wide);
        offset = Widen(offset, ref wide);
        return (size, packed, offset);
    }

    private static ReadOnlySpan<byte> Zip64Field(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            var length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]), extra.Length - 4);
            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == 1)
                return extra.Slice(4, length);
            extra = extra[(4 + length)..];
        }
        return default;
    }

    private static long Widen(long value, ref ReadOnlySpan<byte> wide)
    {
        if (value != uint.MaxValue || wide.Length < 8)
            return value;
        var widened = BinaryPrimitives.ReadInt64LittleEndian(wide);
        wide = wide[8..];
        // No message is that long: a value beyond it stays what it was and fails where it is used.
        return widened < 0 ? value : widened;
    }
}
