namespace Gatepost.Extraction.Formats.Rtf;

/// <summary>The readers of RTF.</summary>
internal static class RtfReaders
{
    public static IEnumerable<IFormatReader> All() => [new RtfReader()];
}
