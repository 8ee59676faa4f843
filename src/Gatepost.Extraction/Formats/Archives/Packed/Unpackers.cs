using System.Buffers.Binary;
using System.IO.Compression;
using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.Deflate64;
using SharpCompress.Compressors.LZMA;
using SharpCompress.Compressors.PPMd;
using SharpCompress.Compressors.Xz;
using SharpCompress.Compressors.ZStandard;
using SharpCompress.Compressors.ZStandard.Unsafe;

namespace Gatepost.Extraction.Formats.Archives.Packed;

/// <summary>The unpackers of single streams, each with a bound on the memory that its header may ask for. They own the stream that they read.</summary>
internal static class Unpackers
{
    /// <summary>
    /// Octets of a window or dictionary. xz -9, 7z at its highest usual setting and zstd -19 ask for 64 MB or less (zstd for 8); a header may ask for 4 GB, and a worker has 128 MB in all.
    /// </summary>
    private const int WindowOctets = 67_108_864;

    private const int WindowBits = 26;

    public static Stream Deflate64(Stream packed) => new Deflate64Stream(packed, SharpCompress.Compressors.CompressionMode.Decompress);

    public static Stream BZip2(Stream packed) =>
        BZip2Stream.Create(packed, SharpCompress.Compressors.CompressionMode.Decompress, decompressConcatenated: true, leaveOpen: false, tolerateTruncatedStream: false);

    public static Stream Xz(Stream packed) => new XZStream(packed);

    public static Stream Zstandard(Stream packed)
    {
        var stream = new DecompressionStream(packed, bufferSize: 0, checkEndOfStream: true, leaveOpen: false);
        stream.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, WindowBits);
        return stream;
    }

    /// <summary>PPMd variant I, as zip has it (APPNOTE 5.10).</summary>
    public static Stream Ppmd(Stream packed, byte[] properties)
    {
        var megabytes = ((BinaryPrimitives.ReadUInt16LittleEndian(properties) >> 4) & 0xff) + 1;
        Bound((long)megabytes << 20);
        return PpmdStream.Create(new PpmdProperties(properties), packed, compress: false);
    }

    /// <summary>LZMA without a header.</summary>
    /// <param name="packed">The octets.</param>
    /// <param name="properties">Five octets: lc, lp, pb, and the size of the dictionary.</param>
    /// <param name="size">Octets that come out, or null where an end mark says so.</param>
    /// <param name="claimed">Octets that are said to come out, where somebody says so.</param>
    public static Stream Lzma(Stream packed, byte[] properties, long? size, long? claimed)
    {
        long dictionary = BinaryPrimitives.ReadUInt32LittleEndian(properties.AsSpan(1));
        // Nothing reaches further back than all that came out.
        if (claimed is { } octets && dictionary > octets)
            dictionary = Math.Max(octets, 4_096);
        Bound(dictionary);
        byte[] bounded = [properties[0], 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(bounded.AsSpan(1), (int)dictionary);
        return LzmaStream.Create(bounded, packed, -1, size ?? -1, leaveOpen: false);
    }

    private static void Bound(long octets)
    {
        if (octets > WindowOctets)
            throw new WindowTooLargeException();
    }
}

/// <summary>A header asks for more memory than a worker has for it.</summary>
internal sealed class WindowTooLargeException() : IOException("The header asks for a window of more than 64 MB.");
