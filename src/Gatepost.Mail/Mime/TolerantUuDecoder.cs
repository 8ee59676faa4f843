namespace Gatepost.Mail.Mime;

/// <summary>
/// UUencode line by line: <c>begin</c>, lines of a length and so many octets, an empty line. Whatever stands in a line that is too short, too long or none at all, the octets do
/// not depend on the blocks in which they come; those of the library's decoder do, so that a part was not what had been hashed.
/// </summary>
internal sealed class TolerantUuDecoder : TransferDecoder
{
    private Place _place;
    private int _matched;
    private int _left;
    private int _bits;
    private int _count;

    private enum Place
    {
        /// <summary>At the start of a line, or within <c>begin</c>, in front of the content.</summary>
        Outside = 0,

        /// <summary>In a line that is not <c>begin</c>.</summary>
        OtherLine,

        /// <summary>Behind <c>begin</c>: mode and name.</summary>
        BeginLine,

        /// <summary>At the start of a line of content.</summary>
        LineStart,

        /// <summary>In a line of content, or in one whose length is none, of which nothing is left.</summary>
        Line,

        /// <summary>Behind the line of length 0.</summary>
        End,
    }

    private static ReadOnlySpan<byte> Begin => "begin "u8;

    public override int Decode(ReadOnlySpan<byte> encoded, Span<byte> output)
    {
        var length = 0;
        foreach (var octet in encoded)
        {
            if (octet == '\r')
                continue;
            if (_place == Place.Line && octet != '\n')
                length += Append(octet, output[length..]);
            else
                _place = octet == '\n' ? AfterLine() : Next(octet);
        }
        return length;
    }


    private Place AfterLine()
    {
        _matched = 0;
        return _place switch
        {
            Place.Outside or Place.OtherLine => Place.Outside,
            Place.End => Place.End,
            _ => Place.LineStart,
        };
    }

    private Place Next(byte octet) => _place switch
    {
        Place.Outside when octet != Begin[_matched] => Place.OtherLine,
        Place.Outside => ++_matched == Begin.Length ? Place.BeginLine : Place.Outside,
        Place.LineStart => StartLine(octet),
        _ => _place,
    };

    /// <summary>The length of a line is a blank to a grave accent; <c>end</c> and other text have none and are passed over.</summary>
    private Place StartLine(byte octet)
    {
        (_bits, _count) = (0, 0);
        _left = octet is >= (byte)' ' and <= (byte)'`' ? ValueOf(octet) : 0;
        return _left == 0 && octet is (byte)' ' or (byte)'`' ? Place.End : Place.Line;
    }

    private int Append(byte octet, Span<byte> output)
    {
        if (_left == 0)
            return 0;
        _bits = (_bits << 6) | ValueOf(octet);
        _count += 6;
        if (_count < 8)
            return 0;
        _count -= 8;
        _left--;
        output[0] = (byte)(_bits >> _count);
        _bits &= (1 << _count) - 1;
        return 1;
    }

    private static int ValueOf(byte octet) => (octet - ' ') & 63;
}
