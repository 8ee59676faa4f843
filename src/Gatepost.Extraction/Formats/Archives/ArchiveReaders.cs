namespace Gatepost.Extraction.Formats.Archives;

/// <summary>The readers of archives and of single packed files.</summary>
internal static class ArchiveReaders
{
    public static IEnumerable<IFormatReader> All() => [new GzipReader()];
}
