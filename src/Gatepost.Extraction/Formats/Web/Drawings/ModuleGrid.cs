using Gatepost.Extraction.Formats.Images;

namespace Gatepost.Extraction.Formats.Web.Drawings;

/// <summary>Makes a picture of modules that were drawn, with a white margin.</summary>
internal static class ModuleGrid
{
    /// <summary>The smallest code.</summary>
    public const int FewestModules = 21;

    /// <summary>The largest (177), with a wide margin.</summary>
    public const int MostModules = 240;

    private const int PixelsPerModule = 6;
    private const int Margin = 4;

    /// <summary>Of rows of modules, true for dark; shorter rows end in light.</summary>
    public static GreyImage ToImage(IReadOnlyList<IReadOnlyList<bool>> rows)
    {
        var width = rows.Max(row => row.Count);
        var image = GreyImage.White(width, rows.Count);
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows[y].Count; x++)
            {
                if (rows[y][x])
                    image.Pixels[(y * width) + x] = 0;
            }
        }
        return image.Enlarged(PixelsPerModule, Margin * PixelsPerModule);
    }
}
