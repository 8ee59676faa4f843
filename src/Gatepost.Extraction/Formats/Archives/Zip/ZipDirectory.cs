using System.Buffers.Binary;
using System.Collections.Immutable;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Archives.Zip;

/// <summary>What one directory held.</summary>
internal sealed record ZipDirectoryReading
{
    public required ImmutableArray<ZipEntry> Entries { get; init; }

    /// <summary>Where the directory begins.</summary>
    public required long Begin { get; init; }

    /// <summary>Behind the end record and its comment.</summary>
    public required long End { get; init; }

    /// <summary>Where the archive begins: its first local header, or what stands for it.</summary>
    public required long ArchiveBegin { get; init; }

    /// <summary>Why the directory is not what it says, or null.</summary>
    public PartProblem? Problem { get; init; }
}

/// <summary>
/// Reads the central directory of a zip, entry by entry and no more than asked for. System.IO.Compression reads all of a hostile directory into objects before it lets
/// anybody count them, hides the octets of names, and opens the n-th member only by reading the directory again; so only its inflater is used.
/// </summary>
internal static class ZipDirectory
{
    private const uint EntrySignature = 0x02014b50;
    private const int EntryLength = 46;

    /// <summary>The directory that the last end record of the window names; null where there is no end record.</summary>
    public static ZipDirectoryReading? Read(Stream stream, ZipLimits limits, CancellationToken cancellationToken)
    {
        if (ZipEndRecord.FindLast(stream) is not { } end)
            return null;
        if (end.IsPiece)
            return new() { Entries = [], Begin = end.Position, End = end.End, ArchiveBegin = end.Position, Problem = new("", PartProblemKind.Unread, "a piece of a zip that was split into several files") };
        // Junk in front of the archive (a self-extractor) shifts all offsets: the directory always ends at the end record. Only one that lies about its length begins where it says.
        var begin = Math.Clamp(end.DirectoryEnd - end.Size, 0, stream.Length);
        if (!StartsEntry(stream, begin) && StartsEntry(stream, end.Offset))
            begin = end.Offset;
        var shift = Math.Max(0, begin - end.Offset);
        var (entries, limit) = ReadEntries(stream, begin, shift, limits, cancellationToken);
        var first = entries.Length == 0 ? Math.Min(begin, end.Position) : entries.Min(entry => entry.HeaderOffset);
        return new()
        {
            Entries = entries,
            Begin = Math.Min(begin, end.Position),
            End = end.End,
            ArchiveBegin = Math.Clamp(first, 0, end.Position),
            Problem = limit ?? FindProblem(stream, end, begin, entries.Length),
        };
    }

    private static PartProblem? FindProblem(Stream stream, ZipEndRecord end, long begin, int found)
    {
        if (found != end.Count)
            return new("", found < end.Count ? PartProblemKind.Unread : PartProblemKind.Malformed, $"a zip whose directory says {end.Count} members and holds {found}");
        var ambiguity = end.FindAmbiguity(stream)
            ?? (stream.Position != end.DirectoryEnd || begin + end.Size != end.DirectoryEnd ? "a zip whose directory does not end where it should: another may be hidden" : null);
        return ambiguity is null ? null : new("", PartProblemKind.Unread, ambiguity);
    }

    private static bool StartsEntry(Stream stream, long offset)
    {
        Span<byte> signature = stackalloc byte[4];
        if (offset < 0 || offset >= stream.Length)
            return false;
        stream.Position = offset;
        return stream.ReadAtLeast(signature, 4, throwOnEndOfStream: false) == 4 && BinaryPrimitives.ReadUInt32LittleEndian(signature) == EntrySignature;
    }

    /// <summary>Leaves the stream behind the last entry.</summary>
    private static (ImmutableArray<ZipEntry> Entries, PartProblem? Limit) ReadEntries(
        Stream stream, long position, long shift, ZipLimits limits, CancellationToken cancellationToken)
    {
        var entries = ImmutableArray.CreateBuilder<ZipEntry>();
        var header = new byte[EntryLength];
        var names = 0;
        var end = position;
        PartProblem? limit = null;
        stream.Position = position;
        while (stream.ReadAtLeast(header, EntryLength, throwOnEndOfStream: false) == EntryLength && BinaryPrimitives.ReadUInt32LittleEndian(header) == EntrySignature)
        {
            cancellationToken.ThrowIfCancellationRequested();
            names += BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28));
            if (entries.Count >= limits.Entries || names > limits.NameOctets)
            {
                limit = new("", PartProblemKind.LimitReached, entries.Count >= limits.Entries ? $"a zip of more than {limits.Entries} members" : $"a zip whose names have more than {limits.NameOctets} octets");
                break;
            }
            if (ReadEntry(stream, header, shift) is not { } entry)
                break;
            entries.Add(entry);
            end = stream.Position;
        }
        stream.Position = end;
        return (entries.DrainToImmutable(), limit);
    }

    private static ZipEntry? ReadEntry(Stream stream, ReadOnlySpan<byte> header, long shift)
    {
        var name = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header[28..])];
        var extra = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header[30..])];
        if (stream.ReadAtLeast(name, name.Length, throwOnEndOfStream: false) < name.Length
            || stream.ReadAtLeast(extra, extra.Length, throwOnEndOfStream: false) < extra.Length)
            return null;
        stream.Position += BinaryPrimitives.ReadUInt16LittleEndian(header[32..]);
        var fields = new ZipExtraFields(extra);
        var wide = fields.Zip64;
        var size = ZipExtraFields.Widen(BinaryPrimitives.ReadUInt32LittleEndian(header[24..]), ref wide);
        var packed = ZipExtraFields.Widen(BinaryPrimitives.ReadUInt32LittleEndian(header[20..]), ref wide);
        var offset = ZipExtraFields.Widen(BinaryPrimitives.ReadUInt32LittleEndian(header[42..]), ref wide);
        var method = BinaryPrimitives.ReadUInt16LittleEndian(header[10..]);
        var aes = fields.Aes(out var inner);
        return new ZipEntry
        {
            Name = name,
            UnicodeName = fields.UnicodePath(name),
            Flags = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]),
            Method = method == ZipMethods.Aes && aes is not null ? inner : method,
            Aes = method == ZipMethods.Aes ? aes : null,
            Time = BinaryPrimitives.ReadUInt16LittleEndian(header[12..]),
            Checksum = BinaryPrimitives.ReadUInt32LittleEndian(header[16..]),
            PackedSize = packed,
            Size = size,
            HeaderOffset = offset > long.MaxValue - shift ? -1 : offset + shift,
        };
    }
}
