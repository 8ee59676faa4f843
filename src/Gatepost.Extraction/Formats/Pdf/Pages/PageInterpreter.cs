using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Geometry;
using UglyToad.PdfPig.Graphics;
using UglyToad.PdfPig.Graphics.Operations;
using UglyToad.PdfPig.Parser;
using UglyToad.PdfPig.PdfFonts;
using UglyToad.PdfPig.Tokenization.Scanner;
using UglyToad.PdfPig.Tokens;

namespace Gatepost.Extraction.Formats.Pdf.Pages;

/// <summary>Runs the operators of a page: takes its letters, its filled boxes and its pictures, which together may draw a QR code, and counts what it costs.</summary>
internal sealed class PageInterpreter(
    int pageNumber,
    IResourceStore resources,
    IPdfTokenScanner scanner,
    IPageContentParser parser,
    ILookupFilterProvider filters,
    CropBox cropBox,
    UserSpaceUnit unit,
    PageRotationDegrees rotation,
    in TransformationMatrix matrix,
    ParsingOptions options) : BaseStreamProcessor<PageReading>(pageNumber, resources, scanner, parser, filters, cropBox, unit, rotation, in matrix, options)
{
    // A form in a form in a form: real ones are 3 or 4 deep, and each level takes the thread's stack.
    private const int FormDepth = 24;
    private const int OperationsBetweenLooks = 4_096;

    private readonly PdfAllowance _allowance = ((PdfLog)options.Logger).Allowance;
    private readonly PageReading _reading = new() { Width = cropBox.Bounds.Width, Height = cropBox.Bounds.Height };
    private readonly List<PdfRectangle> _boxes = [];
    private readonly List<PdfPoint> _corners = [];
    private int _depth;
    private int _operations;

    public override PageReading Process(int pageNumberCurrent, IReadOnlyList<IGraphicsStateOperation> operations)
    {
        try
        {
            ProcessOperations(operations);
        }
        catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException))
        {
            // What stands before the damage is shown.
            _reading.IsDamaged = error is not PdfLimitException;
        }
        return _reading;
    }

    protected override void ProcessOperations(IReadOnlyList<IGraphicsStateOperation> operations)
    {
        foreach (var operation in operations)
        {
            if (++_operations % OperationsBetweenLooks == 0 && !_allowance.HasTime())
                throw new PdfLimitException();
            operation.Run(this);
        }
    }

    protected override void ProcessFormXObject(StreamToken formStream, NameToken xObjectName)
    {
        if (_depth >= FormDepth)
        {
            _allowance.Exceed($"more than {FormDepth} forms within each other");
            return;
        }
        if (!_allowance.TryForm())
            throw new PdfLimitException();
        _depth++;
        try
        {
            base.ProcessFormXObject(formStream, xObjectName);
        }
        finally
        {
            _depth--;
        }
    }

    public override void RenderGlyph(
        IFont font,
        CurrentGraphicsState currentState,
        double fontSize,
        double pointSize,
        int code,
        string unicode,
        long currentOffset,
        in TransformationMatrix renderingMatrix,
        in TransformationMatrix textMatrix,
        in TransformationMatrix transformationMatrix,
        CharacterBoundingBox characterBoundingBox)
    {
        if (_reading.Text.Length >= PdfAllowance.Characters)
        {
            _allowance.Exceed($"more than {PdfAllowance.Characters} characters on a page");
            throw new PdfLimitException();
        }
        var start = transformationMatrix.Transform(textMatrix.Transform(renderingMatrix.Transform(new PdfPoint(0, 0))));
        var end = transformationMatrix.Transform(textMatrix.Transform(renderingMatrix.Transform(new PdfPoint(characterBoundingBox.Width, 0))));
        var top = transformationMatrix.Transform(textMatrix.Transform(renderingMatrix.Transform(new PdfPoint(0, 1))));
        var size = Math.Sqrt(Math.Pow(top.X - start.X, 2) + Math.Pow(top.Y - start.Y, 2));
        var isInside = start.X > -size && start.Y > -size && start.X < _reading.Width + size && start.Y < _reading.Height + size;
        _reading.Text.Append(unicode, new Place(start.X, start.Y, end.X, end.Y, size), isInside);
    }

    protected override void RenderXObjectImage(XObjectContentRecord xObjectContentRecord) =>
        _reading.Drawing.AddPicture(xObjectContentRecord.Stream, Corners(CurrentTransformationMatrix, new PdfRectangle(0, 0, 1, 1)));

    protected override void RenderInlineImage(InlineImage inlineImage)
    {
        var stream = new StreamToken(inlineImage.ImageDictionary, inlineImage.RawMemory.ToArray());
        _reading.Drawing.AddInline(stream, Corners(CurrentTransformationMatrix, new PdfRectangle(0, 0, 1, 1)));
    }

    public override void Rectangle(double x, double y, double width, double height)
    {
        if (_boxes.Count < PageDrawing.MaxBoxes)
            _boxes.Add(Corners(CurrentTransformationMatrix, new PdfRectangle(x, y, x + width, y + height)));
    }

    public override void FillPath(FillingRule fillingRule, bool close)
    {
        EndCorners();
        var colour = GetCurrentState().CurrentNonStrokingColor?.ToRGBValues() ?? (0, 0, 0);
        foreach (var box in _boxes)
            _reading.Drawing.AddBox(box, (0.299 * colour.r) + (0.587 * colour.g) + (0.114 * colour.b));
        _boxes.Clear();
    }

    public override void FillStrokePath(FillingRule fillingRule, bool close) => FillPath(fillingRule, close);

    public override void StrokePath(bool close) => Forget();

    public override void EndPath() => Forget();

    public override void BeginSubpath()
    {
    }

    public override PdfPoint? CloseSubpath() => null;

    public override void MoveTo(double x, double y)
    {
        EndCorners();
        _corners.Add(CurrentTransformationMatrix.Transform(new PdfPoint(x, y)));
    }

    public override void BezierCurveTo(double x2, double y2, double x3, double y3)
    {
    }

    public override void BezierCurveTo(double x1, double y1, double x2, double y2, double x3, double y3)
    {
    }

    public override void LineTo(double x, double y)
    {
        // One more than a box that is closed by hand has.
        if (_corners.Count < 6)
            _corners.Add(CurrentTransformationMatrix.Transform(new PdfPoint(x, y)));
    }

    public override void ClosePath()
    {
    }

    public override void ModifyClippingIntersect(FillingRule clippingRule)
    {
    }

    protected override void ClipToRectangle(PdfRectangle rectangle, FillingRule clippingRule)
    {
    }

    public override void BeginMarkedContent(NameToken name, NameToken? propertyDictionaryName, DictionaryToken? properties)
    {
    }

    public override void EndMarkedContent()
    {
    }

    public override void PaintShading(NameToken shadingName)
    {
    }

    /// <summary>A path of four lines at right angles is a box too.</summary>
    private void EndCorners()
    {
        if (_corners.Count is 4 or 5 && _boxes.Count < PageDrawing.MaxBoxes)
        {
            var (left, right) = (_corners.Min(corner => corner.X), _corners.Max(corner => corner.X));
            var (bottom, top) = (_corners.Min(corner => corner.Y), _corners.Max(corner => corner.Y));
            if (_corners.TrueForAll(corner => (corner.X == left || corner.X == right) && (corner.Y == bottom || corner.Y == top)))
                _boxes.Add(new PdfRectangle(left, bottom, right, top));
        }
        _corners.Clear();
    }

    private void Forget()
    {
        _corners.Clear();
        _boxes.Clear();
    }

    private static PdfRectangle Corners(in TransformationMatrix matrix, PdfRectangle box) => matrix.Transform(box);
}
