using System.Collections.Immutable;
using System.IO.Compression;

namespace Gatepost.Extraction.Formats.Archives;

/// <summary>gzip (RFC 1952), all its members one after the other, as every unpacker does.</summary>
internal sealed class GzipReader : IFormatReader
{
    public ImmutableArray<string> Types { get; } = ["gzip"];

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken)
    {
        using var unpacked = new GZipStream(file.Content, CompressionMode.Decompress, leaveOpen: true);
        output.Member(new MemberEntry { PackedSize = file.Length }, unpacked);
    }
}
