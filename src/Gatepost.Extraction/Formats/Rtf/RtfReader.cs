using System.Collections.Immutable;

namespace Gatepost.Extraction.Formats.Rtf;

/// <summary>RTF (specification 1.9.1): its text, its links, and the objects and pictures in it, as forgiving as Word, since those who attack Word write what others refuse.</summary>
internal sealed class RtfReader : IFormatReader
{
    public ImmutableArray<string> Types { get; } = ["rtf"];

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken) => new RtfReading(file.Content, output).Run(cancellationToken);
}
