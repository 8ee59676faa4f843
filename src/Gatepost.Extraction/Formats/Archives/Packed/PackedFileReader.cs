using System.Buffers.Binary;
using System.Collections.Immutable;
using Gatepost.Mail.Mime;
using SharpCompress.Compressors.LZMA;
using SharpCompress.Compressors.Lzw;

namespace Gatepost.Extraction.Formats.Archives.Packed;

/// <summary>The formats that pack one file, without a name of their own.</summary>
internal sealed class PackedFileReader : IFormatReader
{
    public ImmutableArray<string> Types { get; } = ["bzip2", "xz", "lzma", "zstd", "lz4", "lzip", "compress"];

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken)
    {
        var content = new SliceStream(file.Content, 0, file.Length);
        var member = new MemberEntry { Name = PackedNames.Inner(file.Name), PackedSize = file.Length };
        try
        {
            using var unpacked = Open(file.Type.Name, content);
            output.Member(member, unpacked);
        }
        catch (WindowTooLargeException error)
        {
            output.Unread(member, PartProblemKind.LimitReached, error.Message);
        }
    }

    private static Stream Open(string type, Stream content) => type switch
    {
        "bzip2" => Unpackers.BZip2(content),
        // xz -c a >> b is one file to every unpacker; the library reads the first alone.
        "xz" => new ChainedStream(content, Unpackers.Xz, padding: 4),
        "lzip" => new ChainedStream(content, packed => LZipStream.Create(packed, SharpCompress.Compressors.CompressionMode.Decompress, leaveOpen: true), padding: 0),
        "lzma" => OpenLzma(content),
        "zstd" => Unpackers.Zstandard(content),
        "lz4" => new Lz4Stream(content),
        "compress" => new LzwStream(content),
        _ => throw new InvalidDataException(type),
    };

    /// <summary>The header of LZMA alone: the properties, and the size or all ones.</summary>
    private static Stream OpenLzma(Stream content)
    {
        var header = new byte[13];
        content.ReadExactly(header);
        var size = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(5));
        return Unpackers.Lzma(content, header[..5], size < 0 ? null : size, size < 0 ? null : size);
    }
}
