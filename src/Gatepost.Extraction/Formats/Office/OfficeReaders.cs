namespace Gatepost.Extraction.Formats.Office;

/// <summary>The readers of documents of Office and of OpenDocument.</summary>
internal static class OfficeReaders
{
    public static IEnumerable<IFormatReader> All() => [new CompoundReader(), new Packages.PackageReader(), new Packages.XmlDocumentReader(), new Embedded.ActiveMimeReader(), new Excel.BareWorkbookReader()];
}
