namespace Gatepost.Extraction.Formats.Images;

/// <summary>The readers of pictures.</summary>
internal static class ImageReaders
{
    public static IEnumerable<IFormatReader> All() => [new ImageReader()];
}
