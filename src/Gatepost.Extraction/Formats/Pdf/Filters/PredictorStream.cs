namespace Gatepost.Extraction.Formats.Pdf.Filters;

/// <summary>Undoes the predictors of Flate and LZW (section 7.4.4.4) row by row: those of PNG (10 to 15), and that of TIFF (2) for whole octets.</summary>
internal sealed class PredictorStream : DecodingStream
{
    // A row of 16,384 pixels of four 16-bit colours has 131,072; a lie in the dictionary shall not take the memory.
    private const int LargestRow = 1_048_576;

    private readonly Stream _packed;
    private readonly bool _isPng;
    private readonly bool _isWholeOctets;
    private readonly int _pixel;
    private byte[] _row;
    private byte[] _above;
    private int _position;
    private int _filled;

    private PredictorStream(Stream packed, bool isPng, bool isWholeOctets, int pixel, int row)
        : base(packed)
    {
        _packed = packed;
        _isPng = isPng;
        _isWholeOctets = isWholeOctets;
        _pixel = pixel;
        _row = new byte[row];
        _above = new byte[row];
    }

    /// <summary>The stream itself where nothing is to be undone.</summary>
    public static Stream Over(Stream packed, FilterParameters parameters)
    {
        if (parameters.Predictor < 2)
            return packed;
        var bits = (long)Math.Max(1, parameters.Colors) * Math.Max(1, parameters.BitsPerComponent);
        var row = ((bits * Math.Max(1, parameters.Columns)) + 7) / 8;
        if (row > LargestRow)
            throw new InvalidDataException("a row of a predictor is too long");
        return new PredictorStream(packed, parameters.Predictor >= 10, parameters.BitsPerComponent == 8, (int)Math.Max(1, bits / 8), (int)row);
    }

    public override int Read(Span<byte> buffer)
    {
        if (_position == _filled && !ReadRow())
            return 0;
        var count = Math.Min(buffer.Length, _filled - _position);
        _row.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    private bool ReadRow()
    {
        (_row, _above) = (_above, _row);
        var method = _isPng ? _packed.ReadByte() : 0;
        if (method < 0)
            return false;
        _filled = _packed.ReadAtLeast(_row, _row.Length, throwOnEndOfStream: false);
        _position = 0;
        var row = _row.AsSpan(0, _filled);
        if (_isPng)
            Undo(method, row);
        else if (_isWholeOctets)
            UndoSub(row);
        return _filled > 0;
    }

    private void Undo(int method, Span<byte> row)
    {
        switch (method)
        {
            case 1:
                UndoSub(row);
                break;
            case 2:
                for (var index = 0; index < row.Length; index++)
                    row[index] += _above[index];
                break;
            case 3:
                for (var index = 0; index < row.Length; index++)
                    row[index] += (byte)((Left(row, index) + _above[index]) / 2);
                break;
            case 4:
                for (var index = 0; index < row.Length; index++)
                    row[index] += Paeth(Left(row, index), _above[index], index < _pixel ? 0 : _above[index - _pixel]);
                break;
            default:
                break;
        }
    }

    private void UndoSub(Span<byte> row)
    {
        for (var index = _pixel; index < row.Length; index++)
            row[index] += row[index - _pixel];
    }

    private int Left(Span<byte> row, int index) => index < _pixel ? 0 : row[index - _pixel];

    /// <summary>PNG (ISO/IEC 15948), section 9.4.</summary>
    private static byte Paeth(int left, int above, int corner)
    {
        var estimate = left + above - corner;
        var (toLeft, toAbove, toCorner) = (Math.Abs(estimate - left), Math.Abs(estimate - above), Math.Abs(estimate - corner));
        return (byte)(toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner);
    }
}
