using System.Collections.Immutable;
using SharpCompress.Archives.SevenZip;

namespace Gatepost.Extraction.Formats.Archives.Library;

/// <summary>7z, solid or not, by the library.</summary>
internal sealed class SevenZipReader : IFormatReader
{
    // A key costs 2 to the 19 rounds of SHA-256, a third of a second: more would use up the time of the message.
    private const int PasswordTries = 6;

    public ImmutableArray<string> Types { get; } = ["seven-zip"];

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken) =>
        new LibraryArchive(SevenZipArchive.OpenArchive, null, PasswordTries).Read(file, output, cancellationToken);
}
