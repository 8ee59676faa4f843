using System.Collections.Immutable;

namespace Gatepost.Extraction.Formats.Web;

/// <summary>
/// What a page carries or draws beside its text and links, which are read in the gateway: files in its own text, and codes made of characters, cells of tables, or pieces of pictures.
/// </summary>
internal sealed class HtmlReader : IFormatReader
{
    public ImmutableArray<string> Types { get; } = ["html"];

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken)
    {
        var source = PageSource.Read(file, output);
        new EmbeddedBlobs(output, source, new BlobNames(source)).Find(cancellationToken);
        if (output.WantsText)
            Drawings.DrawnCodes.State(source, output, cancellationToken);
    }
}
