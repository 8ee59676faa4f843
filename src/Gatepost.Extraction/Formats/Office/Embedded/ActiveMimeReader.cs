using System.Collections.Immutable;
using System.IO.Compression;
using Gatepost.Extraction.Formats.Office.Compound;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Office.Embedded;

/// <summary>
/// What Office puts into documents that are text (<c>editdata.mso</c> in XML and MHTML): a compound file with the macros, packed with zlib behind a head that no specification has. Programs find the
/// packed octets at 50, or at a place that the head names.
/// </summary>
internal sealed class ActiveMimeReader : IFormatReader
{
    private const int UsualPlace = 50;
    private const int HeadOctets = 64;
    private const int PlaceField = 0x1E;
    private const int PlaceBase = 46;
    private const int ZlibMark = 0x78;

    public ImmutableArray<string> Types { get; } = ["activemime"];

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken)
    {
        ReadOnlySpan<byte> head = file.Content.ReadAt(0, HeadOctets);
        foreach (var place in (ReadOnlySpan<int>)[UsualPlace, PlaceBase + head.UInt16At(PlaceField)])
        {
            if (file.Content.ReadAt(place, 1) is not [ZlibMark])
                continue;
            using var packed = ExtentStream.Range(file.Content, place, file.Length);
            using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
            output.Member(new MemberEntry { IsFile = false, PackedSize = file.Length }, unpacked);
            return;
        }
        output.Problem(PartProblemKind.Unread, "its packed octets are not where they should be");
    }
}
