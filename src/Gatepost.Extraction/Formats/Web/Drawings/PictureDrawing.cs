using System.Globalization;
using Gatepost.Extraction.Formats.Images;

namespace Gatepost.Extraction.Formats.Web.Drawings;

/// <summary>Codes cut into pictures that the page puts side by side: rows end where tags end a line. Pictures that stand in the page itself are seen here.</summary>
internal sealed class PictureDrawing
{
    // A code is cut into some dozens of pieces.
    private const int MaxPieces = 256;
    private const int LongestPiece = 600;
    private const int LongestSide = 2_400;

    private readonly List<List<(GreyImage Image, int Width, int Height)>> _rows = [[]];
    private int _pieces;

    public void Tag(ref MarkupScanner scanner, CancellationToken cancellationToken)
    {
        if (scanner.Tag == "img")
            Add(scanner.Attribute("src"), Size(scanner.Attribute("width")), Size(scanner.Attribute("height")), cancellationToken);
        else if (scanner.Tag is "br" or "tr" or "/tr" or "div" or "/div" or "p" or "/p" && _rows[^1].Count > 0)
            _rows.Add([]);
    }

    /// <summary>The pieces put together, where there are several.</summary>
    public IEnumerable<GreyImage> Finish()
    {
        if (_pieces < 2)
            return [];
        var width = _rows.Max(row => row.Sum(piece => piece.Width));
        var height = _rows.Sum(row => row.Count == 0 ? 0 : row.Max(piece => piece.Height));
        if (width is 0 or > LongestSide || height is 0 or > LongestSide)
            return [];
        var canvas = GreyImage.White(width, height);
        var top = 0;
        foreach (var row in _rows.Where(row => row.Count > 0))
        {
            var left = 0;
            foreach (var piece in row)
            {
                Draw(canvas, piece, left, top);
                left += piece.Width;
            }
            top += row.Max(piece => piece.Height);
        }
        return [canvas.Enlarged(1, 16)];
    }

    private void Add(string? source, int width, int height, CancellationToken cancellationToken)
    {
        if (source is null || _pieces >= MaxPieces || !source.StartsWith("data:image", StringComparison.OrdinalIgnoreCase) || InlineLink.Read(source, 0) is not { } link)
            return;
        using var content = new MemoryStream(link.Octets, writable: false);
        using var codec = ImageDecoder.Open(content);
        if (codec is null || codec.Info.Width > LongestPiece || codec.Info.Height > LongestPiece || ImageDecoder.Planes(codec, cancellationToken).FirstOrDefault() is not { } image)
            return;
        _pieces++;
        _rows[^1].Add((image, width > 0 ? width : image.Width, height > 0 ? height : image.Height));
    }

    private static int Size(string? attribute) =>
        int.TryParse(attribute?.Replace("px", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size <= LongestPiece ? size : 0;

    private static void Draw(GreyImage canvas, (GreyImage Image, int Width, int Height) piece, int left, int top)
    {
        for (var y = 0; y < piece.Height && top + y < canvas.Height; y++)
        {
            for (var x = 0; x < piece.Width && left + x < canvas.Width; x++)
            {
                var pixel = piece.Image.Pixels[(y * piece.Image.Height / piece.Height * piece.Image.Width) + (x * piece.Image.Width / piece.Width)];
                canvas.Pixels[((top + y) * canvas.Width) + left + x] = pixel;
            }
        }
    }
}
