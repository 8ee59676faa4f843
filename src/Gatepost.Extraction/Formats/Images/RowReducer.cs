namespace Gatepost.Extraction.Formats.Images;

/// <summary>Makes a smaller picture of rows as they come, each pixel the mean of a square: the large picture is never in memory.</summary>
internal sealed class RowReducer
{
    private readonly int _factor;
    private readonly int[] _sums;
    private readonly byte[] _pixels;
    private readonly int _width;
    private readonly int _height;
    private int _rows;
    private int _done;

    /// <summary>For a picture of a size.</summary>
    /// <param name="width">Pixels a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="longest">What the longer side of the result may have.</param>
    public RowReducer(int width, int height, int longest)
    {
        _factor = Math.Max(1, (Math.Max(width, height) + longest - 1) / longest);
        _width = Math.Max(1, width / _factor);
        _height = Math.Max(1, height / _factor);
        _sums = new int[_width];
        _pixels = new byte[_width * _height];
    }

    /// <summary>The next row; more rows than the height are passed over.</summary>
    public void Append(ReadOnlySpan<byte> row)
    {
        if (_done == _height)
            return;
        if (_factor == 1)
        {
            row[.._width].CopyTo(_pixels.AsSpan(_done++ * _width));
            return;
        }
        Sum(row);
        if (++_rows < _factor)
            return;
        var target = _pixels.AsSpan(_done * _width, _width);
        for (var x = 0; x < _width; x++)
            target[x] = (byte)(_sums[x] / (_factor * _factor));
        Array.Clear(_sums);
        _rows = 0;
        _done++;
    }

    private void Sum(ReadOnlySpan<byte> row)
    {
        for (var x = 0; x < _width; x++)
        {
            var sum = 0;
            // A picture less high than the factor is wide enough all the same.
            var start = Math.Min(x * _factor, row.Length);
            foreach (var pixel in row[start..Math.Min(start + _factor, row.Length)])
                sum += pixel;
            _sums[x] += sum;
        }
    }

    /// <summary>What came; rows that did not are white.</summary>
    public GreyImage Finish()
    {
        _pixels.AsSpan(_done * _width).Fill(255);
        _done = _height;
        return new GreyImage(_pixels, _width, _height);
    }
}
