using System.Collections.Immutable;
using SharpCompress.Readers;

namespace Gatepost.Extraction.Formats.Archives.Library;

/// <summary>ARJ by the library.</summary>
internal sealed class ArjReader : IFormatReader
{
    public ImmutableArray<string> Types { get; } = ["arj"];

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken)
    {
        using var reader = SharpCompress.Readers.Arj.ArjReader.OpenReader(file.Content, new ReaderOptions { LeaveStreamOpen = true, ArchiveEncoding = LibraryArchive.Octets });
        LibraryArchive.ReadMembers(reader, file, output, isDecrypted: false, cancellationToken);
    }
}
