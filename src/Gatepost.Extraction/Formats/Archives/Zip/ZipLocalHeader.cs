using System.Buffers.Binary;

namespace Gatepost.Extraction.Formats.Archives.Zip;

/// <summary>The header in front of a member's octets (APPNOTE 4.3.7). Programs that read a zip from its front believe this one, the others the directory.</summary>
/// <param name="Name">Its octets.</param>
/// <param name="End">Where the packed octets begin.</param>
internal sealed record ZipLocalHeader(byte[] Name, long End)
{
    /// <summary>Octets in front of the name.</summary>
    public const int FixedLength = 30;

    private ushort Flags { get; init; }

    private ushort Method { get; init; }

    private ushort Time { get; init; }

    private uint Checksum { get; init; }

    private uint PackedSize { get; init; }

    private uint Size { get; init; }

    private byte[] Extra { get; init; } = [];

    /// <summary>How it begins.</summary>
    public static ReadOnlySpan<byte> Signature => "PK\u0003\u0004"u8;

    /// <summary>The header at a place, or null where there is none.</summary>
    public static ZipLocalHeader? Read(Stream stream, long offset)
    {
        if (offset < 0 || offset > stream.Length - FixedLength)
            return null;
        Span<byte> header = stackalloc byte[FixedLength];
        stream.Position = offset;
        if (stream.ReadAtLeast(header, FixedLength, throwOnEndOfStream: false) < FixedLength || !header.StartsWith(Signature))
            return null;
        var name = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header[26..])];
        var extra = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header[28..])];
        if (stream.ReadAtLeast(name, name.Length, throwOnEndOfStream: false) < name.Length)
            return null;
        var filled = stream.ReadAtLeast(extra, extra.Length, throwOnEndOfStream: false);
        return new ZipLocalHeader(name, offset + FixedLength + name.Length + extra.Length)
        {
            Flags = BinaryPrimitives.ReadUInt16LittleEndian(header[6..]),
            Method = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]),
            Time = BinaryPrimitives.ReadUInt16LittleEndian(header[10..]),
            Checksum = BinaryPrimitives.ReadUInt32LittleEndian(header[14..]),
            PackedSize = BinaryPrimitives.ReadUInt32LittleEndian(header[18..]),
            Size = BinaryPrimitives.ReadUInt32LittleEndian(header[22..]),
            Extra = extra[..filled],
        };
    }

    /// <summary>False where it gives another name, method, length or encryption than the directory: two programs then see different files.</summary>
    public bool AgreesWith(ZipEntry entry) =>
        Name.AsSpan().SequenceEqual(entry.Name)
        && Method == (entry.Aes is null ? entry.Method : ZipMethods.Aes)
        && (Flags & 1) == (entry.Flags & 1)
        && ((Flags & 8) != 0 || PackedSize == entry.PackedSize || PackedSize == uint.MaxValue);

    /// <summary>An entry of its own, for a header that no directory names.</summary>
    /// <param name="offset">Where the header stands.</param>
    /// <param name="room">Octets up to what comes next.</param>
    public ZipEntry ToEntry(long offset, long room)
    {
        var fields = new ZipExtraFields(Extra);
        var wide = fields.Zip64;
        var size = ZipExtraFields.Widen(Size, ref wide);
        var packed = ZipExtraFields.Widen(PackedSize, ref wide);
        var aes = fields.Aes(out var inner);
        var isLater = (Flags & 8) != 0 && packed == 0;
        return new ZipEntry
        {
            Name = Name,
            UnicodeName = fields.UnicodePath(Name),
            Flags = Flags,
            Method = Method == ZipMethods.Aes && aes is not null ? inner : Method,
            Aes = Method == ZipMethods.Aes ? aes : null,
            Time = Time,
            Checksum = isLater ? null : Checksum,
            Size = isLater ? null : size,
            PackedSize = isLater ? room : Math.Min(packed, room),
            HeaderOffset = offset,
        };
    }
}
