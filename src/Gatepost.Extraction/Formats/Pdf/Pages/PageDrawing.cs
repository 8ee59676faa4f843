using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Tokens;

namespace Gatepost.Extraction.Formats.Pdf.Pages;

/// <summary>What a page fills and shows, in the order in which it does: later covers earlier.</summary>
internal sealed class PageDrawing
{
    /// <summary>Boxes that are filled on one page: the largest QR code has 31,329 modules.</summary>
    public const int MaxBoxes = 100_000;

    // A code in pieces has some dozens; maps have thousands of tiles.
    private const int MaxPictures = 1_000;

    private readonly List<DrawnPiece> _pieces = [];

    public IReadOnlyList<DrawnPiece> Pieces => _pieces;

    public int Boxes { get; private set; }

    public int Pictures { get; private set; }

    /// <summary>A box of one grey (0 is black, 1 white).</summary>
    public void AddBox(PdfRectangle box, double grey)
    {
        if (++Boxes <= MaxBoxes)
            _pieces.Add(new DrawnPiece(Left(box), Bottom(box), Right(box), Top(box), grey, null, false));
    }

    /// <summary>A picture that is an object of the document.</summary>
    public void AddPicture(StreamToken picture, PdfRectangle box) => Add(picture, box, isInline: false);

    /// <summary>A picture that stands in the page itself.</summary>
    public void AddInline(StreamToken picture, PdfRectangle box) => Add(picture, box, isInline: true);

    private void Add(StreamToken picture, PdfRectangle box, bool isInline)
    {
        if (++Pictures <= MaxPictures)
            _pieces.Add(new DrawnPiece(Left(box), Bottom(box), Right(box), Top(box), 0, picture, isInline));
    }

    private static double Left(PdfRectangle box) => Math.Min(Math.Min(box.TopLeft.X, box.TopRight.X), Math.Min(box.BottomLeft.X, box.BottomRight.X));

    private static double Right(PdfRectangle box) => Math.Max(Math.Max(box.TopLeft.X, box.TopRight.X), Math.Max(box.BottomLeft.X, box.BottomRight.X));

    private static double Bottom(PdfRectangle box) => Math.Min(Math.Min(box.TopLeft.Y, box.TopRight.Y), Math.Min(box.BottomLeft.Y, box.BottomRight.Y));

    private static double Top(PdfRectangle box) => Math.Max(Math.Max(box.TopLeft.Y, box.TopRight.Y), Math.Max(box.BottomLeft.Y, box.BottomRight.Y));
}

/// <summary>A box or a picture, in points of the page; y grows upwards.</summary>
internal sealed record DrawnPiece(double Left, double Bottom, double Right, double Top, double Grey, StreamToken? Picture, bool IsInline);
