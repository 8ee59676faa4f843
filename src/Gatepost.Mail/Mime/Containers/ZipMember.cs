using System.Buffers.Binary;
using System.IO.Compression;

namespace Gatepost.Mail.Mime.Containers;

/// <summary>The octets of one member, unpacked as they are read and never more than the reader counted the first time.</summary>
internal sealed class ZipMember(OctetSource container, long dataOffset, ZipEntry entry, long maxOctets) : OctetSource
{
    public const ushort Stored = 0;
    public const ushort Deflated = 8;
    private const uint LocalSignature = 0x04034b50;
    private const int LocalLength = 30;
    // Bit 3: the lengths stand behind the packed octets, and in the directory.
    private const int LengthFollows = 8;

    /// <summary>
    /// Finds where the data of an entry begins; -1 where its local header is damaged. <paramref name="namesAgree"/> is false where the local header gives another name, method,
    /// length or encryption than the directory: programs that read the one and programs that read the other then see different files.
    /// </summary>
    public static long FindData(Stream stream, ZipEntry entry, out bool namesAgree)
    {
        namesAgree = true;
        Span<byte> header = stackalloc byte[LocalLength];
        if (entry.HeaderOffset < 0 || entry.HeaderOffset > stream.Length - LocalLength)
            return -1;
        stream.Position = entry.HeaderOffset;
        if (stream.ReadAtLeast(header, LocalLength, throwOnEndOfStream: false) < LocalLength || BinaryPrimitives.ReadUInt32LittleEndian(header) != LocalSignature)
            return -1;
        var name = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header[26..])];
        if (stream.ReadAtLeast(name, name.Length, throwOnEndOfStream: false) < name.Length)
            return -1;
        var flags = BinaryPrimitives.ReadUInt16LittleEndian(header[6..]);
        namesAgree = name.AsSpan().SequenceEqual(entry.Name)
            && BinaryPrimitives.ReadUInt16LittleEndian(header[8..]) == entry.Method
            && (flags & 1) == (entry.Flags & 1)
            && ((flags & LengthFollows) != 0 || BinaryPrimitives.ReadUInt32LittleEndian(header[18..]) is var packed && (packed == entry.PackedSize || packed == uint.MaxValue));
        return entry.HeaderOffset + LocalLength + name.Length + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
    }

    public override Stream Open() => Open(out _);

    /// <summary>Gives the packed octets too, which tell when the member was read whether all of them belong to it.</summary>
    public Stream Open(out PackedStream packed)
    {
        packed = new PackedStream(new RangeStream(container.OpenSeekable(), dataOffset, entry.PackedSize));
        Stream unpacked = entry.Method == Deflated ? new DeflateStream(packed, CompressionMode.Decompress) : packed;
        return new BoundedStream(unpacked, maxOctets);
    }

    public override Stream OpenSeekable() => throw new NotSupportedException("A member that is a container is held in memory.");
}
