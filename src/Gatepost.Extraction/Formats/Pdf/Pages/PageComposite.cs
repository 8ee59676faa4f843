using Gatepost.Extraction.Formats.Images;

namespace Gatepost.Extraction.Formats.Pdf.Pages;

/// <summary>Draws the boxes and pictures of a page together and looks at the whole: a code may be drawn of boxes, or cut into pictures.</summary>
internal sealed class PageComposite(PageReading page, PdfPictures pictures)
{
    // Two and a half pixels a point on A4: a code as large as a stamp has four a module.
    private const double LongestSide = 2_100;
    private const double PixelsPerPoint = 4;
    // The three corners of a code alone are nine boxes, its smallest form has some dozens of runs.
    private const int FewestBoxes = 30;
    // One picture alone was looked at as such.
    private const int FewestPictures = 2;
    // Pieces of a code are small; a page of 200 scans at once is none.
    private const int MaxPieces = 300;
    private const int LongestPiece = 700;

    public void Look(FormatOutput output, CancellationToken cancellationToken)
    {
        var drawing = page.Drawing;
        if (output.IsOver || page.Width <= 0 || page.Height <= 0 || (drawing.Boxes < FewestBoxes && drawing.Pictures < FewestPictures))
            return;
        var scale = Math.Min(PixelsPerPoint, LongestSide / Math.Max(page.Width, page.Height));
        var canvas = GreyImage.White(Math.Max(1, (int)(page.Width * scale)), Math.Max(1, (int)(page.Height * scale)));
        var decoded = 0;
        foreach (var piece in drawing.Pieces)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (piece.Picture is null)
                Fill(canvas, piece, scale);
            else if (++decoded <= MaxPieces)
                Draw(canvas, piece, scale);
        }
        pictures.State(canvas);
    }

    private void Draw(GreyImage canvas, DrawnPiece piece, double scale)
    {
        GreyImage? image = null;
        try
        {
            image = pictures.Decode(piece.Picture!, LongestPiece);
        }
        catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException or PdfLimitException))
        {
            // It is not shown either.
        }
        var (left, top, right, bottom) = Bounds(canvas, piece, scale);
        if (image is null || right <= left || bottom <= top)
            return;
        var (fullLeft, fullTop) = (piece.Left * scale, canvas.Height - (piece.Top * scale));
        var (fullWidth, fullHeight) = ((piece.Right - piece.Left) * scale, (piece.Top - piece.Bottom) * scale);
        for (var y = top; y < bottom; y++)
        {
            var sourceY = Math.Clamp((int)((y + 0.5 - fullTop) / fullHeight * image.Height), 0, image.Height - 1);
            for (var x = left; x < right; x++)
            {
                var sourceX = Math.Clamp((int)((x + 0.5 - fullLeft) / fullWidth * image.Width), 0, image.Width - 1);
                canvas.Pixels[(y * canvas.Width) + x] = image.Pixels[(sourceY * image.Width) + sourceX];
            }
        }
    }

    private static void Fill(GreyImage canvas, DrawnPiece piece, double scale)
    {
        var (left, top, right, bottom) = Bounds(canvas, piece, scale);
        var grey = (byte)Math.Clamp(piece.Grey * 255, 0, 255);
        for (var y = top; y < bottom; y++)
            canvas.Pixels.AsSpan((y * canvas.Width) + left, Math.Max(0, right - left)).Fill(grey);
    }

    private static (int Left, int Top, int Right, int Bottom) Bounds(GreyImage canvas, DrawnPiece piece, double scale) => (
        Pixel(piece.Left * scale, canvas.Width),
        Pixel(canvas.Height - (piece.Top * scale), canvas.Height),
        Pixel(piece.Right * scale, canvas.Width),
        Pixel(canvas.Height - (piece.Bottom * scale), canvas.Height));

    private static int Pixel(double place, int most) => (int)Math.Round(Math.Clamp(double.IsNaN(place) ? 0 : place, 0, most), MidpointRounding.AwayFromZero);
}
