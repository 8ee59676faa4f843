using System.Buffers;
using System.Globalization;
using Gatepost.Extraction.Formats.Images;
using SkiaSharp;

namespace Gatepost.Extraction.Formats.Web.Drawings;

/// <summary>Codes drawn with the boxes and paths of SVG. Only where each stands to the others matters, and so the scales of groups are left out.</summary>
internal sealed class VectorDrawing : IDisposable
{
    private const int MaxShapes = 60_000;
    private const int MaxPathCharacters = 1_048_576;
    private const int Side = 900;
    private const int Margin = 40;

    private static readonly SearchValues<char> NumberLetters = SearchValues.Create("0123456789.-+eE");

    private readonly SKPathBuilder _dark = new();
    private int _shapes;

    public void Dispose() => _dark.Dispose();

    /// <summary>States the codes.</summary>
    public void State(string source, FormatOutput output, CancellationToken cancellationToken)
    {
        var scanner = new MarkupScanner(source);
        while (_shapes < MaxShapes && scanner.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (scanner.Tag is "rect")
                AddBox(ref scanner);
            else if (scanner.Tag is "path")
                AddPath(ref scanner);
        }
        if (Draw() is not { } image)
            return;
        foreach (var content in CodeReader.Read(image, cancellationToken))
            CodeContent.State(content, output);
    }

    private static bool IsDark(ref MarkupScanner tag)
    {
        var fill = tag.Attribute("fill") ?? "";
        var style = tag.Attribute("style") ?? "";
        return !(fill.Equals("none", StringComparison.OrdinalIgnoreCase) || fill.Equals("white", StringComparison.OrdinalIgnoreCase) || fill.StartsWith("#fff", StringComparison.OrdinalIgnoreCase)
            || style.Contains("fill:#fff", StringComparison.OrdinalIgnoreCase) || style.Contains("fill:white", StringComparison.OrdinalIgnoreCase) || style.Contains("fill:none", StringComparison.OrdinalIgnoreCase));
    }

    private void AddBox(ref MarkupScanner tag)
    {
        var (width, height) = (Number(tag.Attribute("width")), Number(tag.Attribute("height")));
        if (!IsDark(ref tag) || width <= 0 || height <= 0)
            return;
        _shapes++;
        var (x, y) = (Number(tag.Attribute("x")), Number(tag.Attribute("y")));
        _dark.AddRect(new SKRect(x, y, x + width, y + height));
    }

    private void AddPath(ref MarkupScanner tag)
    {
        // Lines that are drawn one module thick along their middle are boxes, too.
        if (tag.Attribute("d") is not { Length: > 4 and < MaxPathCharacters } path || SKPath.ParseSvgPathData(path) is not { } shape)
            return;
        using (shape)
        {
            _shapes++;
            if (tag.Attribute("stroke") is { } stroke && stroke != "none" && !stroke.StartsWith("#fff", StringComparison.OrdinalIgnoreCase) && stroke != "white")
                AddStroke(shape, Number(tag.Attribute("stroke-width")));
            else if (IsDark(ref tag))
                _dark.AddPath(shape);
        }
    }

    private void AddStroke(SKPath shape, float width)
    {
        using var paint = new SKPaint { Style = SKPaintStyle.Stroke, StrokeWidth = width > 0 ? width : 1 };
        using var outline = new SKPathBuilder();
        if (!paint.GetFillPath(shape, outline))
            return;
        using var path = outline.Detach();
        _dark.AddPath(path);
    }

    private GreyImage? Draw()
    {
        using var dark = _dark.Detach();
        var bounds = dark.Bounds;
        var longest = Math.Max(bounds.Width, bounds.Height);
        if (_shapes == 0 || !float.IsFinite(longest) || longest <= 0)
            return null;
        using var bitmap = new SKBitmap(new SKImageInfo(Side, Side, SKColorType.Gray8, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            canvas.Translate(Margin, Margin);
            canvas.Scale((Side - (2 * Margin)) / longest);
            canvas.Translate(-bounds.Left, -bounds.Top);
            using var paint = new SKPaint { Color = SKColors.Black, IsAntialias = false };
            canvas.DrawPath(dark, paint);
        }
        return new GreyImage(bitmap.GetPixelSpan().ToArray(), bitmap.RowBytes, Side);
    }

    private static float Number(string? attribute)
    {
        var digits = attribute.AsSpan().Trim();
        var end = digits.IndexOfAnyExcept(NumberLetters);
        return float.TryParse(end < 0 ? digits : digits[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && float.IsFinite(number) ? number : 0;
    }
}
