using System.Collections.Immutable;
using Gatepost.Extraction.Formats.Office.Compound;
using Gatepost.Extraction.Formats.Office.Embedded;
using Gatepost.Extraction.Formats.Office.Encryption;
using Gatepost.Extraction.Formats.Office.Excel;
using Gatepost.Extraction.Formats.Office.PowerPoint;
using Gatepost.Extraction.Formats.Office.Vba;
using Gatepost.Extraction.Formats.Office.Word;
using Gatepost.Extraction.Formats.Outlook;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Office;

/// <summary>
/// Compound files: old documents of Office, messages of Outlook, installers, encrypted packages, and objects within any of them. What is special to one kind is read by its own class; macros,
/// embedded files and properties are looked for in all of them, wherever they lie.
/// </summary>
internal sealed class CompoundReader : IFormatReader
{
    public ImmutableArray<string> Types { get; } = ["ole2", "doc", "xls", "ppt", "msg", "msi"];

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken)
    {
        using var compound = CompoundFile.Open(file.Content);
        if (compound?.Root is not { } root)
        {
            output.Problem(PartProblemKind.Unread, "its header or directory is no compound file's");
            return;
        }
        var kind = CompoundKind.Of(compound, root);
        if (kind is not null)
            output.Refine(kind);
        try
        {
            if (PackageDecryption.Read(compound, root, file, output, cancellationToken))
                return;
            ReadKind(compound, root, kind, file, output, cancellationToken);
            ReadAnyKind(compound, kind, output, cancellationToken);
        }
        finally
        {
            if (!compound.IsSound)
                output.Problem(PartProblemKind.Malformed, "streams are shorter than their directory says, or tables break their form");
        }
    }

    private static void ReadKind(CompoundFile compound, CompoundEntry root, string? kind, OpenedFile file, FormatOutput output, CancellationToken cancellationToken)
    {
        switch (kind)
        {
            case "doc" when compound.FindStream(root, "WordDocument") is not null:
                WordText.Read(compound, root, file, output, cancellationToken);
                break;
            case "xls" when (compound.FindStream(root, "Workbook") ?? compound.FindStream(root, "Book")) is not null:
                WorkbookText.Read(compound, root, file, output, cancellationToken);
                break;
            case "ppt" when compound.FindStream(root, "PowerPoint Document") is not null:
                SlidesText.Read(compound, root, output, cancellationToken);
                break;
            case "msg":
                OutlookMessage.Read(compound, root, output, cancellationToken);
                break;
            case "msi" or "msp" or "mst":
                InstallerStreams.Read(compound, root, output);
                break;
            default:
                break;
        }
    }

    private static void ReadAnyKind(CompoundFile compound, string? kind, FormatOutput output, CancellationToken cancellationToken)
    {
        DocumentProperties.Read(compound, output);
        VbaProjects.Read(compound, output, cancellationToken);
        // A message has its attachments as members already, an installer its streams.
        if (kind is not ("msg" or "msi" or "msp" or "mst"))
            EmbeddedObjects.Read(compound, kind, output, cancellationToken);
    }
}
