namespace Gatepost.Extraction.Formats.Pdf;

/// <summary>The readers of PDF.</summary>
internal static class PdfReaders
{
    public static IEnumerable<IFormatReader> All() => [new PdfReader()];
}
