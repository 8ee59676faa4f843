using Gatepost.Extraction.Formats.Office.Compound;
using Gatepost.Mail.FileTypes;

namespace Gatepost.Extraction.Formats.Office.Embedded;

/// <summary>
/// What lies in the storages of a compound file for other programs: files that were dropped into a document, whole documents of other kinds, contents of controls. Each storage and stream is
/// looked at once, in the order of the directory.
/// </summary>
internal static class EmbeddedObjects
{
    private const string Native = "\u0001Ole10Native";

    // Enough for telling a type that has a mark.
    private const int HeadOctets = 4_096;

    /// <summary>Read elsewhere, or of no use to anybody: the streams of the documents themselves.</summary>
    private static readonly HashSet<string> Own = new(StringComparer.OrdinalIgnoreCase)
    {
        "WordDocument", "1Table", "0Table", "Workbook", "Book", "PowerPoint Document", "Current User", "\u0005SummaryInformation", "\u0005DocumentSummaryInformation", "\u0001CompObj", "\u0001Ole",
        "\u0003ObjInfo", "\u0003LinkInfo", "\u0003PIC", "\u0003PRINT", "\u0003META", "\u0003EPRINT", "\u0002OlePres000", "dir", "_VBA_PROJECT", "PROJECT", "PROJECTwm", "EncryptionInfo", "EncryptedPackage",
    };

    public static void Read(CompoundFile file, string? kind, FormatOutput output, CancellationToken cancellationToken)
    {
        var root = file.Root!;
        var taken = new HashSet<int>();
        foreach (var entry in file.All)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (output.IsOver)
                return;
            if (taken.Contains(entry.Parent) && entry.Id != 0)
            {
                // It comes with the document that holds it.
                taken.Add(entry.Id);
                continue;
            }
            if (entry.IsStorage)
            {
                if (entry.Id != root.Id && CompoundKind.Of(file, entry) is not null && TakeDocument(file, entry, output))
                    taken.Add(entry.Id);
            }
            else
            {
                ReadStream(file, entry, kind, output);
            }
        }
    }

    /// <summary>A document of another kind in a storage of its own is a file to whoever clicks it.</summary>
    private static bool TakeDocument(CompoundFile file, CompoundEntry storage, FormatOutput output)
    {
        using var copy = CompoundCopy.Of(file, storage);
        output.Member(new MemberEntry { Name = storage.Name }, copy);
        return true;
    }

    private static void ReadStream(CompoundFile file, CompoundEntry entry, string? kind, FormatOutput output)
    {
        if (entry.Name.Equals(Native, StringComparison.OrdinalIgnoreCase))
        {
            using var native = file.OpenStream(entry);
            NativeObject.Read(native, output);
            return;
        }
        if (Own.Contains(entry.Name) || entry.Size == 0)
            return;
        using var octets = file.OpenStream(entry);
        var isNamed = entry.Name.Equals("Package", StringComparison.OrdinalIgnoreCase) || entry.Name.Equals("CONTENTS", StringComparison.OrdinalIgnoreCase);
        var head = octets.ReadAt(0, HeadOctets);
        var type = FileTypeCatalogue.Detect(head, [], octets.Length);
        if (isNamed ? head.Length > 0 : IsWorthOpening(type))
        {
            octets.Position = 0;
            output.Member(new MemberEntry { Name = entry.Name, IsFile = entry.Name.Equals("Package", StringComparison.OrdinalIgnoreCase) && kind is not null }, octets);
        }
    }

    /// <summary>Streams of names that nobody expects: what has a mark of something that can be opened or run.</summary>
    private static bool IsWorthOpening(FileType type) => type.Family is FileFamily.Executable or FileFamily.Archive or FileFamily.Document or FileFamily.Spreadsheet
        or FileFamily.Presentation or FileFamily.DiskImage or FileFamily.Shortcut or FileFamily.Mail or FileFamily.Image;
}
