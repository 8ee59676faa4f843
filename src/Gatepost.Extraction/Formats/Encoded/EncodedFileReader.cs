using System.Collections.Immutable;
using Gatepost.Extraction.Formats.Archives;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Encoded;

/// <summary>Files that stand as uuencode (POSIX.1, uuencode) or yEnc in a text, any number of them, with words between: what mail programs show as attachments without MIME.</summary>
internal sealed class EncodedFileReader : IFormatReader
{
    public ImmutableArray<string> Types { get; } = ["uuencode", "yenc"];

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken)
    {
        var lines = new LineSource(file.Content);
        while (!output.IsOver && lines.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (UuHeader.Read(lines.Line) is { } header)
                ReadUu(lines, header, output);
            else if (YencHeader.Read(lines.Line) is { } begin)
                ReadYenc(lines, begin, file, output);
        }
    }

    private static void ReadUu(LineSource lines, UuHeader header, FormatOutput output)
    {
        using var octets = new UuStream(lines, header.IsBase64);
        if (!octets.HasContent)
            return;
        output.Member(new MemberEntry { Name = header.Name }, octets);
        if (!octets.HasEnd)
            output.MemberProblem(PartProblemKind.Malformed, "uuencode without its end");
        if (octets.IsDamaged)
            output.MemberProblem(PartProblemKind.Malformed, "lines of uuencode that are too short, too long or none: programs differ in what they make of them");
        MemberPath.Report(header.Name, output);
    }

    private static void ReadYenc(LineSource lines, YencHeader header, OpenedFile file, FormatOutput output)
    {
        using var octets = new YencStream(lines);
        output.Member(new MemberEntry { Name = header.Name, PackedSize = file.Length }, octets);
        if (header.IsPiece)
            output.MemberProblem(PartProblemKind.Unread, "a piece of a file that was split into several messages");
        else if (octets.FindFlaw(header.Size) is { } flaw)
            output.MemberProblem(PartProblemKind.Malformed, flaw);
        MemberPath.Report(header.Name, output);
    }
}
