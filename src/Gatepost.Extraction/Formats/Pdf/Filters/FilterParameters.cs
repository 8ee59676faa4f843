namespace Gatepost.Extraction.Formats.Pdf.Filters;

/// <summary>What <c>/DecodeParms</c> says of one filter (section 7.4, tables 8 and 11).</summary>
internal sealed record FilterParameters
{
    public static FilterParameters None { get; } = new();

    public int Predictor { get; init; } = 1;

    public int Colors { get; init; } = 1;

    public int BitsPerComponent { get; init; } = 8;

    public int Columns { get; init; } = 1;

    public int EarlyChange { get; init; } = 1;
}
