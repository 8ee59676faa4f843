using System.Buffers.Binary;
using System.IO.Compression;
using Gatepost.Extraction.Formats.Archives.Packed;

namespace Gatepost.Extraction.Formats.Archives.Zip;

/// <summary>How members are packed (APPNOTE 4.4.5).</summary>
internal static class ZipMethods
{
    public const ushort Stored = 0;
    public const ushort Deflated = 8;
    public const ushort Deflated64 = 9;
    public const ushort BZip2 = 12;
    public const ushort Lzma = 14;
    public const ushort ZstandardOld = 20;
    public const ushort Zstandard = 93;
    public const ushort Xz = 95;
    public const ushort Ppmd = 98;

    /// <summary>Not a method: WinZip's AES stands in front of one.</summary>
    public const ushort Aes = 99;

    private const int LzmaPropertyOctets = 5;

    /// <summary>True for a method that is read.</summary>
    public static bool IsRead(ushort method) => method is Stored or Deflated or Deflated64 or BZip2 or Lzma or Zstandard or ZstandardOld or Xz or Ppmd;

    /// <summary>The unpacked octets.</summary>
    public static Stream Open(Stream packed, ZipEntry entry) => entry.Method switch
    {
        Stored => packed,
        Deflated => new DeflateStream(packed, CompressionMode.Decompress),
        Deflated64 => Unpackers.Deflate64(packed),
        BZip2 => Unpackers.BZip2(packed),
        Lzma => OpenLzma(packed, entry),
        Zstandard or ZstandardOld => Unpackers.Zstandard(packed),
        Xz => Unpackers.Xz(packed),
        Ppmd => Unpackers.Ppmd(packed, ReadExactly(packed, 2)),
        _ => throw new InvalidDataException($"method {entry.Method}"),
    };

    /// <summary>APPNOTE 5.8.8: a version, the length of the properties, and these.</summary>
    private static Stream OpenLzma(Stream packed, ZipEntry entry)
    {
        var head = ReadExactly(packed, 4);
        if (BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(2)) != LzmaPropertyOctets)
            throw new InvalidDataException("LZMA properties of another length");
        // Bit 1 of the flags: an end mark stands behind the octets.
        return Unpackers.Lzma(packed, ReadExactly(packed, LzmaPropertyOctets), (entry.Flags & 2) != 0 ? null : entry.Size, entry.Size);
    }

    private static byte[] ReadExactly(Stream stream, int count)
    {
        var octets = new byte[count];
        stream.ReadExactly(octets);
        return octets;
    }
}
