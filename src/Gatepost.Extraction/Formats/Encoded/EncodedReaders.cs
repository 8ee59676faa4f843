namespace Gatepost.Extraction.Formats.Encoded;

/// <summary>Readers of files that stand encoded in a text.</summary>
internal static class EncodedReaders
{
    public static IEnumerable<IFormatReader> All() => [new EncodedFileReader()];
}
