namespace Gatepost.Extraction.Formats.Pdf.Pages;

/// <summary>What was read of one page.</summary>
internal sealed class PageReading
{
    public PageText Text { get; } = new();

    public PageDrawing Drawing { get; } = new();

    /// <summary>True where its operators ended in an error.</summary>
    public bool IsDamaged { get; set; }

    public double Width { get; init; }

    public double Height { get; init; }
}
