using System.Collections.Frozen;
using Gatepost.Extraction.Formats.Office.Compound;

namespace Gatepost.Extraction.Formats.Office;

/// <summary>Tells what a compound file is: by the streams that programs look for, then by the class of its root.</summary>
internal static class CompoundKind
{
    /// <summary>Classes of the root, where no stream tells: the Windows Installer's, and programs beside Office.</summary>
    private static readonly FrozenDictionary<Guid, string> Classes = new Dictionary<Guid, string>
    {
        [new Guid("000C1084-0000-0000-C000-000000000046")] = "msi",
        [new Guid("000C1086-0000-0000-C000-000000000046")] = "msp",
        [new Guid("000C1082-0000-0000-C000-000000000046")] = "mst",
        [new Guid("00021201-0000-0000-00C0-000000000046")] = "publisher",
    }.ToFrozenDictionary();

    /// <summary>The name in the catalogue of types, or null where nobody knows.</summary>
    public static string? Of(CompoundFile file, CompoundEntry storage)
    {
        if (file.FindStream(storage, "WordDocument") is not null)
            return "doc";
        if (file.FindStream(storage, "Workbook") is not null || file.FindStream(storage, "Book") is not null)
            return "xls";
        if (file.FindStream(storage, "PowerPoint Document") is not null)
            return "ppt";
        if (file.Find(storage, "__properties_version1.0") is not null || file.Find(storage, "__nameid_version1.0") is not null)
            return "msg";
        if (file.FindStream(storage, "HwpSummaryInformation") is not null || file.FindStream(storage, "\u0005HwpSummaryInformation") is not null)
            return "hwp";
        return Classes.GetValueOrDefault(storage.ClassId);
    }
}
