using System.Collections.Immutable;
using SharpCompress.Archives.Rar;

namespace Gatepost.Extraction.Formats.Archives.Library;

/// <summary>rar 4 and 5, solid or not, by the library.</summary>
internal sealed class RarReader : IFormatReader
{
    // A key of rar 4 costs 2 to the 18 rounds of SHA-1, one of rar 5 usually 2 to the 15 of HMAC-SHA256: about a tenth of a second.
    private const int PasswordTries = 12;

    public ImmutableArray<string> Types { get; } = ["rar", "rar5"];

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken) =>
        new LibraryArchive(RarArchive.OpenArchive, SharpCompress.Readers.Rar.RarReader.OpenReader, PasswordTries).Read(file, output, cancellationToken);
}
