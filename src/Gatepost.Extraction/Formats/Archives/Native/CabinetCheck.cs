using System.Buffers.Binary;

namespace Gatepost.Extraction.Formats.Archives.Native;

/// <summary>
/// Looks over the headers of a cabinet ([MS-CAB] 2) before the library sees it: versions of it that are in use end the process at blocks that are longer than the file or than they say.
/// Linear: every header is read once.
/// </summary>
internal sealed class CabinetCheck(Stream content)
{
    private const int HeaderOctets = 36;
    private const int FileOctets = 16;
    private const int BlockHeaderOctets = 8;
    // A block unpacks to 32 KB at most, and is at most 6,144 octets longer packed.
    private const int UnpackedOctets = 32_768;
    private const int PackedOctets = UnpackedOctets + 6_144;
    private const int ReserveFlag = 4;
    // Folders that go on from another cabinet, or into one.
    private const int OtherCabinet = 0xfffd;

    /// <summary>Null where all headers are what they say; else what is wrong.</summary>
    public string? FindFlaw()
    {
        var header = new byte[HeaderOctets + 4];
        if (!TryRead(0, header.AsSpan(0, HeaderOctets)))
            return "cut off";
        var flags = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(30));
        if ((flags & 3) != 0)
            return "a piece of a cabinet that was split into several files";
        var (folderReserve, blockReserve, folders) = (0, 0, (long)HeaderOctets);
        if ((flags & ReserveFlag) != 0)
        {
            if (!TryRead(HeaderOctets, header.AsSpan(HeaderOctets)))
                return "cut off";
            (folderReserve, blockReserve) = (header[38], header[39]);
            folders += 4 + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(36));
        }
        var count = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(26));
        var unpacked = new long[count];
        for (var folder = 0; folder < count; folder++)
        {
            unpacked[folder] = Measure(folders + (folder * (8L + folderReserve)), blockReserve);
            if (unpacked[folder] < 0)
                return "a folder whose blocks are not there, or are longer than blocks are";
        }
        return FilesFit(BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(16)), BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28)), unpacked)
            ? null
            : "files that reach beyond their folder";
    }

    /// <summary>Octets that the blocks of a folder unpack to; -1 where they are damaged.</summary>
    private long Measure(long place, int reserve)
    {
        Span<byte> folder = stackalloc byte[8];
        if (!TryRead(place, folder))
            return -1;
        long at = BinaryPrimitives.ReadUInt32LittleEndian(folder);
        var isStored = (folder[6] & 15) == 0;
        long unpacked = 0;
        Span<byte> block = stackalloc byte[BlockHeaderOctets];
        for (var left = BinaryPrimitives.ReadUInt16LittleEndian(folder[4..]); left > 0; left--)
        {
            if (!TryRead(at, block))
                return -1;
            var packed = BinaryPrimitives.ReadUInt16LittleEndian(block[4..]);
            var octets = BinaryPrimitives.ReadUInt16LittleEndian(block[6..]);
            if (packed is 0 or > PackedOctets || octets is 0 or > UnpackedOctets || (isStored && packed != octets))
                return -1;
            at += BlockHeaderOctets + reserve + packed;
            unpacked += octets;
            if (at > content.Length)
                return -1;
        }
        return unpacked;
    }

    private bool FilesFit(long at, int count, ReadOnlySpan<long> unpacked)
    {
        Span<byte> file = stackalloc byte[FileOctets];
        // The name ends with a NUL; file systems end at 255 octets.
        Span<byte> name = stackalloc byte[257];
        for (; count > 0; count--)
        {
            if (!TryRead(at, file))
                return false;
            var folder = BinaryPrimitives.ReadUInt16LittleEndian(file[8..]);
            var end = BinaryPrimitives.ReadUInt32LittleEndian(file) + (long)BinaryPrimitives.ReadUInt32LittleEndian(file[4..]);
            if (folder >= OtherCabinet || folder >= unpacked.Length || end > unpacked[folder])
                return false;
            at += FileOctets;
            content.Position = at;
            var length = name[..content.ReadAtLeast(name, name.Length, throwOnEndOfStream: false)].IndexOf((byte)0);
            if (length < 0)
                return false;
            at += length + 1;
        }
        return true;
    }

    private bool TryRead(long place, Span<byte> octets)
    {
        if (place > content.Length - octets.Length)
            return false;
        content.Position = place;
        return content.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false) == octets.Length;
    }
}
