namespace Gatepost.Extraction.Formats.Pdf.Filters;

/// <summary>ASCIIHexDecode (section 7.4.2): what is no digit is passed over, as readers do.</summary>
internal sealed class HexStream(Stream packed) : DecodingStream(packed)
{
    private bool _isOver;

    public override int Read(Span<byte> buffer)
    {
        var count = 0;
        while (count < buffer.Length && !_isOver)
        {
            var high = NextDigit();
            if (high < 0)
                break;
            var low = NextDigit();
            buffer[count++] = (byte)((high << 4) | Math.Max(0, low));
        }
        return count;
    }

    private int NextDigit()
    {
        while (!_isOver && Next() is var octet and >= 0 and not '>')
        {
            if (char.IsAsciiHexDigit((char)octet))
                return Convert.ToInt32(((char)octet).ToString(), 16);
        }
        _isOver = true;
        return -1;
    }
}

/// <summary>ASCII85Decode (section 7.4.3).</summary>
internal sealed class Ascii85Stream(Stream packed) : DecodingStream(packed)
{
    private readonly byte[] _group = new byte[4];
    private int _position;
    private int _filled;
    private bool _isOver;

    public override int Read(Span<byte> buffer)
    {
        var count = 0;
        while (count < buffer.Length)
        {
            if (_position == _filled && !ReadGroup())
                break;
            buffer[count++] = _group[_position++];
        }
        return count;
    }

    private bool ReadGroup()
    {
        (_position, _filled) = (0, 0);
        uint value = 0;
        var digits = 0;
        while (!_isOver && digits < 5)
        {
            var octet = Next();
            if (octet is < 0 or '~')
                _isOver = true;
            else if (octet == 'z' && digits == 0)
            {
                Array.Clear(_group);
                _filled = 4;
                return true;
            }
            else if (octet is >= '!' and <= 'u')
            {
                value = unchecked((value * 85) + (uint)(octet - '!'));
                digits++;
            }
        }
        if (digits < 2)
            return false;
        for (var missing = digits; missing < 5; missing++)
            value = unchecked((value * 85) + 84);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(_group, value);
        _filled = digits - 1;
        return true;
    }
}
