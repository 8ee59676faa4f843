using System.Runtime.InteropServices;

namespace Gatepost.Extraction.Formats.Images;

/// <summary>
/// A coloured picture in several shades of grey: as the eye sees it, by the weakest colour (yellow on white, red on green), and by what is opaque (white on nothing).
/// </summary>
internal sealed class ImagePlanes(int width, int height, bool hasColour, bool hasAlpha)
{
    /// <summary>What the longer side has at most: a code that fills a tenth of it has 4 pixels a module.</summary>
    public const int LongestSide = 2_000;

    private readonly RowReducer _luma = new(width, height, LongestSide);
    private readonly RowReducer? _least = hasColour ? new(width, height, LongestSide) : null;
    private readonly RowReducer? _alpha = hasAlpha ? new(width, height, LongestSide) : null;
    private readonly byte[] _row = new byte[width];
    private bool _isTransparent;

    /// <summary>A row of red, green, blue and alpha, premultiplied; shown on white.</summary>
    public void Append(ReadOnlySpan<byte> rgba)
    {
        var pixels = MemoryMarshal.Cast<byte, uint>(rgba);
        var row = _row.AsSpan(0, pixels.Length);
        for (var x = 0; x < pixels.Length; x++)
        {
            // Little-endian: red is the lowest octet.
            var pixel = pixels[x];
            var luma = ((77 * (pixel & 255)) + (151 * ((pixel >> 8) & 255)) + (28 * ((pixel >> 16) & 255))) >> 8;
            row[x] = (byte)Math.Min(255, luma + 255 - (pixel >> 24));
        }
        _luma.Append(_row);
        if (_least is not null)
            AppendLeast(rgba);
        if (_alpha is not null)
            AppendAlpha(rgba);
    }

    /// <summary>The planes, best first.</summary>
    public IEnumerable<GreyImage> Finish()
    {
        yield return _luma.Finish();
        if (_least is not null)
            yield return _least.Finish();
        if (_alpha is not null && _isTransparent)
            yield return _alpha.Finish();
    }

    private void AppendLeast(ReadOnlySpan<byte> rgba)
    {
        var pixels = MemoryMarshal.Cast<byte, uint>(rgba);
        var row = _row.AsSpan(0, pixels.Length);
        for (var x = 0; x < pixels.Length; x++)
        {
            var pixel = pixels[x];
            var least = Math.Min(Math.Min(pixel & 255, (pixel >> 8) & 255), (pixel >> 16) & 255);
            row[x] = (byte)Math.Min(255, least + 255 - (pixel >> 24));
        }
        _least!.Append(_row);
    }

    private void AppendAlpha(ReadOnlySpan<byte> rgba)
    {
        for (var x = 0; x < _row.Length; x++)
        {
            _row[x] = rgba[(4 * x) + 3];
            _isTransparent |= _row[x] < 128;
        }
        _alpha!.Append(_row);
    }
}
