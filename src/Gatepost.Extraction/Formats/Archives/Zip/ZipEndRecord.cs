using System.Buffers.Binary;

namespace Gatepost.Extraction.Formats.Archives.Zip;

/// <summary>The record that ends a directory (APPNOTE 4.3.16), with what its zip64 twin (4.3.14) says where it points to one.</summary>
internal sealed record ZipEndRecord
{
    private const uint Signature = 0x06054b50;
    private const uint LocatorSignature = 0x07064b50;
    private const uint WideSignature = 0x06064b50;
    private const int Length = 22;
    private const int LocatorLength = 20;
    private const int WideLength = 56;
    // The end record stands within the longest comment (65,535) of the end.
    private const int TailOctets = Length + 65_535;

    /// <summary>Where it stands.</summary>
    public required long Position { get; init; }

    /// <summary>Behind its comment.</summary>
    public required long End { get; init; }

    /// <summary>Where the directory must end: here, or at the zip64 record.</summary>
    public required long DirectoryEnd { get; init; }

    /// <summary>Entries that it says there are.</summary>
    public required long Count { get; init; }

    /// <summary>Octets of the directory.</summary>
    public required long Size { get; init; }

    /// <summary>Where the directory begins, from the start of the archive.</summary>
    public required long Offset { get; init; }

    /// <summary>True where the directory lies in another file than this.</summary>
    public required bool IsPiece { get; init; }

    /// <summary>The last one, or null.</summary>
    public static ZipEndRecord? FindLast(Stream stream)
    {
        var tail = ReadTail(stream, out var start);
        for (ReadOnlySpan<byte> search = tail; LastSignature(search) is var at and >= 0; search = search[..at])
        {
            if (at + Length <= tail.Length)
                return Read(stream, start + at, tail.AsSpan(at, Length));
        }
        return null;
    }

    /// <summary>The comment of the one end record reaches to the end of the octets; programs differ on which record counts where that is not so, or is so of two.</summary>
    public string? FindAmbiguity(Stream stream)
    {
        var place = stream.Position;
        var tail = ReadTail(stream, out var start);
        stream.Position = place;
        var at = (int)(Position - start);
        if (!ReachesEnd(tail.AsSpan(at)))
            return "a zip with octets after its end";
        for (ReadOnlySpan<byte> search = tail.AsSpan(0, at); (at = LastSignature(search)) >= 0; search = search[..at])
        {
            if (ReachesEnd(tail.AsSpan(at)))
                return "a zip with two end records";
        }
        return null;
    }

    private static ZipEndRecord Read(Stream stream, long position, ReadOnlySpan<byte> record)
    {
        var plain = new ZipEndRecord
        {
            Position = position,
            End = Math.Min(position + Length + BinaryPrimitives.ReadUInt16LittleEndian(record[20..]), stream.Length),
            DirectoryEnd = position,
            Count = BinaryPrimitives.ReadUInt16LittleEndian(record[10..]),
            Size = BinaryPrimitives.ReadUInt32LittleEndian(record[12..]),
            Offset = BinaryPrimitives.ReadUInt32LittleEndian(record[16..]),
            IsPiece = BinaryPrimitives.ReadUInt16LittleEndian(record[4..]) is not 0 and not ushort.MaxValue,
        };
        return plain.Count == ushort.MaxValue || plain.Size == uint.MaxValue || plain.Offset == uint.MaxValue ? plain.Widen(stream) : plain;
    }

    private ZipEndRecord Widen(Stream stream)
    {
        Span<byte> record = stackalloc byte[WideLength];
        var locator = Position - LocatorLength;
        if (!TryRead(stream, locator, record[..LocatorLength], LocatorSignature))
            return this;
        // Junk in front shifts the stated place; the record then stands right in front of the locator.
        var stated = BinaryPrimitives.ReadInt64LittleEndian(record[8..]);
        var at = TryRead(stream, stated, record, WideSignature) ? stated : locator - WideLength;
        if (at != stated && !TryRead(stream, at, record, WideSignature))
            return this;
        return this with
        {
            DirectoryEnd = at,
            Count = Math.Max(0, BinaryPrimitives.ReadInt64LittleEndian(record[32..])),
            Size = Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(record[40..]), 0, stream.Length),
            Offset = Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(record[48..]), 0, stream.Length),
        };
    }

    private static bool TryRead(Stream stream, long position, Span<byte> record, uint signature)
    {
        if (position < 0 || position > stream.Length - record.Length)
            return false;
        stream.Position = position;
        return stream.ReadAtLeast(record, record.Length, throwOnEndOfStream: false) == record.Length && BinaryPrimitives.ReadUInt32LittleEndian(record) == signature;
    }

    private static byte[] ReadTail(Stream stream, out long start)
    {
        var tail = new byte[(int)Math.Min(stream.Length, TailOctets)];
        stream.Position = start = stream.Length - tail.Length;
        var filled = stream.ReadAtLeast(tail, tail.Length, throwOnEndOfStream: false);
        return filled == tail.Length ? tail : tail[..filled];
    }

    private static bool ReachesEnd(ReadOnlySpan<byte> record) =>
        record.Length >= Length && BinaryPrimitives.ReadUInt16LittleEndian(record[20..]) == record.Length - Length;

    private static int LastSignature(ReadOnlySpan<byte> octets)
    {
        Span<byte> signature = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(signature, Signature);
        return octets.LastIndexOf(signature);
    }
}
