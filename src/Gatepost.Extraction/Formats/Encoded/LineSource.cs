namespace Gatepost.Extraction.Formats.Encoded;

/// <summary>Lines of a file, one after the other, without their ends. A line that is too long comes in pieces.</summary>
internal sealed class LineSource(Stream content)
{
    // yEnc has lines of 128 or 256 octets, uuencode of 61; some encoders of yEnc write lines of 5,000.
    private const int LineOctets = 65_536;

    private readonly byte[] _block = new byte[LineOctets];
    private int _start;
    private int _end;
    private bool _keeps;
    private int _lineStart;
    private int _lineEnd;

    /// <summary>The line that was read last; until the next is read.</summary>
    public ReadOnlySpan<byte> Line => _block.AsSpan(_lineStart, _lineEnd - _lineStart);

    /// <summary>Goes to the next line; false at the end.</summary>
    public bool MoveNext()
    {
        if (_keeps)
        {
            _keeps = false;
            return true;
        }
        var end = _block.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
        if (end < 0)
        {
            Fill();
            end = _block.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
        }
        if (_start == _end)
            return false;
        _lineStart = _start;
        _lineEnd = end < 0 ? _end : _start + end;
        _start = end < 0 ? _end : _lineEnd + 1;
        if (_lineEnd > _lineStart && _block[_lineEnd - 1] == '\r')
            _lineEnd--;
        return true;
    }

    /// <summary>The line that was read last comes again: it belongs to what follows.</summary>
    public void Keep() => _keeps = true;

    private void Fill()
    {
        _block.AsSpan(_start, _end - _start).CopyTo(_block);
        (_start, _end) = (0, _end - _start);
        _end += content.ReadAtLeast(_block.AsSpan(_end), _block.Length - _end, throwOnEndOfStream: false);
    }
}
