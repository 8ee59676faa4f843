using System.Collections.Immutable;

namespace Gatepost.Extraction.Formats.Office.Excel;

/// <summary>A workbook without a compound file around it, as Excel 4 wrote it, and as Excel opens it to this day.</summary>
internal sealed class BareWorkbookReader : IFormatReader
{
    public ImmutableArray<string> Types { get; } = ["biff"];

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken) => WorkbookText.Read(file.Content, file, output, cancellationToken);
}
