using System.Collections.Immutable;
using Gatepost.Extraction.Formats.Office;
using Gatepost.Extraction.Formats.Office.Compound;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Outlook;

/// <summary>
/// Sections of OneNote ([MS-ONESTORE]): the files that are embedded in them lie in objects between two marks (2.6.13), which are looked for from end to end, so that no table of the section can
/// hide one. Words are taken as they lie there; the names of the files are among them.
/// </summary>
internal sealed class OneNoteReader : IFormatReader
{
    private const int BlockOctets = 65_536;
    private const int HeadOctets = 36;

    // Words of a section; pictures are members and are left out.
    private const int WordOctets = 16_777_216;

    public ImmutableArray<string> Types { get; } = ["onenote"];

    private static ReadOnlySpan<byte> Mark => [0xE7, 0x16, 0xE3, 0xBD, 0x65, 0x26, 0x11, 0x45, 0xA4, 0xC4, 0x8D, 0x4D, 0x0B, 0x7A, 0x9E, 0xAC];

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken)
    {
        var content = file.Content;
        var block = new byte[BlockOctets];
        var text = new TextCollector(output);
        long words = 0;
        for (long at = 0; at < content.Length && !output.IsOver;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            content.Position = at;
            var read = content.ReadAtLeast(block, block.Length, throwOnEndOfStream: false);
            var found = block.AsSpan(0, read).IndexOf(Mark);
            var plain = found >= 0 ? found : read == block.Length ? Seam(block) : read;
            if (output.WantsText && words < WordOctets)
                text.Append(PrintableWords.Of(block.AsSpan(0, plain)));
            words += plain;
            at += plain;
            if (found < 0)
            {
                if (read < block.Length)
                    break;
                continue;
            }
            at = ReadFile(content, at, output);
        }
        text.Flush();
    }

    /// <summary>Where to cut between two blocks: never through a mark, and between words where there is a gap.</summary>
    private static int Seam(ReadOnlySpan<byte> block)
    {
        var most = block.Length - Mark.Length;
        var gap = block[..most].LastIndexOf((ReadOnlySpan<byte>)[0, 0, 0, 0]);
        return gap > most / 2 ? gap : most;
    }

    /// <summary>A mark, 8 octets of length, 12 that are not used, and the octets; returns where to go on.</summary>
    private static long ReadFile(Stream content, long at, FormatOutput output)
    {
        var claimed = ((ReadOnlySpan<byte>)content.ReadAt(at, HeadOctets)).UInt64At(16);
        var begin = at + HeadOctets;
        var length = (long)Math.Min(claimed, (ulong)Math.Max(0, content.Length - begin));
        if ((ulong)length < claimed)
            output.Problem(PartProblemKind.Malformed, "an embedded file is longer than the section");
        if (length == 0)
            return begin;
        using var octets = ExtentStream.Range(content, begin, length);
        output.Member(new MemberEntry(), octets);
        // A length that lies must not hide what follows: the search goes on within what claims to reach to the end.
        return (ulong)length < claimed ? begin : begin + length;
    }
}
