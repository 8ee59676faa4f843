namespace Gatepost.Extraction.Formats.Pdf.Filters;

/// <summary>RunLengthDecode (section 7.4.5).</summary>
internal sealed class RunLengthStream(Stream packed) : DecodingStream(packed)
{
    private int _left;
    // The octet that is repeated, or -1 for a run of octets as they stand.
    private int _repeated = -1;
    private bool _isOver;

    public override int Read(Span<byte> buffer)
    {
        var count = 0;
        while (count < buffer.Length && !_isOver)
        {
            if (_left == 0 && !StartRun())
                break;
            var octet = _repeated >= 0 ? _repeated : Next();
            if (octet < 0)
                break;
            buffer[count++] = (byte)octet;
            _left--;
        }
        return count;
    }

    private bool StartRun()
    {
        var length = Next();
        if (length is < 0 or 128)
        {
            _isOver = true;
            return false;
        }
        _left = length < 128 ? length + 1 : 257 - length;
        _repeated = length < 128 ? -1 : Next();
        _isOver = length > 128 && _repeated < 0;
        return !_isOver;
    }
}

/// <summary>LZWDecode (section 7.4.4).</summary>
/// <param name="packed">The codes.</param>
/// <param name="early">1 where codes grow one entry early, which is the default of PDF.</param>
internal sealed class LzwStream(Stream packed, int early) : DecodingStream(packed)
{
    private const int ClearTable = 256;
    private const int EndOfData = 257;
    private const int LargestTable = 4_096;

    private readonly ushort[] _prefix = new ushort[LargestTable];
    private readonly byte[] _last = new byte[LargestTable];
    private readonly byte[] _output = new byte[LargestTable + 1];
    private int _outputStart = LargestTable + 1;
    private int _next = EndOfData + 1;
    private int _width = 9;
    private int _previous = -1;
    private byte _first;
    private int _bits;
    private int _bitCount;
    private bool _isOver;

    public override int Read(Span<byte> buffer)
    {
        var count = 0;
        while (count < buffer.Length)
        {
            if (_outputStart == _output.Length && !Expand())
                break;
            var length = Math.Min(_output.Length - _outputStart, buffer.Length - count);
            _output.AsSpan(_outputStart, length).CopyTo(buffer[count..]);
            _outputStart += length;
            count += length;
        }
        return count;
    }

    /// <summary>Reads one code and writes what it stands for, from behind.</summary>
    private bool Expand()
    {
        var code = NextCode();
        if (code == ClearTable)
        {
            (_next, _width, _previous) = (EndOfData + 1, 9, -1);
            return Expand(NextCode());
        }
        return Expand(code);
    }

    private bool Expand(int code)
    {
        while (code == ClearTable)
            code = NextCode();
        if (_isOver || code is < 0 or EndOfData || code > _next || (code == _next && _previous < 0) || (code > EndOfData && _previous < 0))
        {
            _isOver = true;
            return false;
        }
        var entry = code;
        if (code == _next)
        {
            _output[--_outputStart] = _first;
            entry = _previous;
        }
        while (entry > 255)
        {
            _output[--_outputStart] = _last[entry];
            entry = _prefix[entry];
        }
        _first = (byte)entry;
        _output[--_outputStart] = _first;
        Add(code);
        return true;
    }

    private void Add(int code)
    {
        if (_previous >= 0 && _next < LargestTable)
        {
            _prefix[_next] = (ushort)_previous;
            _last[_next] = _first;
            _next++;
            if (_next + early >= 1 << _width && _width < 12)
                _width++;
        }
        _previous = code;
    }

    private int NextCode()
    {
        while (_bitCount < _width)
        {
            var octet = Next();
            if (octet < 0)
            {
                _isOver = true;
                return -1;
            }
            _bits = ((_bits << 8) | octet) & 0xffffff;
            _bitCount += 8;
        }
        _bitCount -= _width;
        return (_bits >> _bitCount) & ((1 << _width) - 1);
    }
}
