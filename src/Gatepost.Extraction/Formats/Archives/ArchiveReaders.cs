namespace Gatepost.Extraction.Formats.Archives;

/// <summary>Readers of archives and of single packed files.</summary>
internal static class ArchiveReaders
{
    public static IEnumerable<IFormatReader> All() =>
    [
        new Zip.ZipReader(),
        new Packed.GzipReader(),
        new Packed.PackedFileReader(),
        new Packed.SzddReader(),
        new Tar.TarReader(),
        new Library.SevenZipReader(),
        new Library.RarReader(),
        new Library.ArjReader(),
        new Native.NativeArchiveReader(),
        new UnopenedReader(),
    ];
}
