namespace Gatepost.Mail.Smtp.Server.Content;

/// <summary>
/// Finds the line ends, the stuffed dots and the end of content in octets that arrive in any slicing. Only CRLF ends a line, and only
/// CRLF.CRLF ends DATA: a server that takes <c>LF.CRLF</c> or the like for the end reads the rest as commands, and mail smuggled behind it
/// bears our neighbour's name.
/// </summary>
/// <param name="isDotStuffed">True for DATA, false for BDAT, whose octets are counted and not stuffed (RFC 3030).</param>
/// <param name="shape">Is told of every line.</param>
internal sealed class LineScanner(bool isDotStuffed, ContentShape shape)
{
    private Place _place = Place.LineStart;

    private enum Place
    {
        /// <summary>After CRLF, or at the very beginning.</summary>
        LineStart,

        /// <summary>After a dot at the start of a line; it is dropped, whatever follows.</summary>
        Dot,

        /// <summary>After a dot and CR at the start of a line.</summary>
        DotCarriageReturn,

        /// <summary>Inside a line.</summary>
        Inside,

        /// <summary>After a CR that was not yet emitted.</summary>
        CarriageReturn,

        /// <summary>After the end of the content.</summary>
        End,
    }

    /// <summary>CRLF.CRLF was read.</summary>
    internal bool IsAtEnd => _place == Place.End;

    /// <summary>The last octet was a CR whose LF is still to come; at the end of BDAT content it stands alone.</summary>
    internal bool HoldsCarriageReturn => _place == Place.CarriageReturn;

    /// <summary>Takes the next step through <paramref name="octets"/>, which are not empty.</summary>
    internal ScanStep Next(ReadOnlySpan<byte> octets) => _place switch
    {
        Place.Dot => AfterDot(octets[0]),
        Place.DotCarriageReturn => AfterDotCarriageReturn(octets[0]),
        Place.CarriageReturn => AfterCarriageReturn(octets[0]),
        Place.LineStart when isDotStuffed && octets[0] == '.' => Move(Place.Dot, 1),
        _ => ThroughLines(octets),
    };

    private ScanStep AfterDot(byte octet) => octet == '\r' ? Move(Place.DotCarriageReturn, 1) : Move(Place.Inside, 0);

    private ScanStep AfterDotCarriageReturn(byte octet) => octet == '\n' ? Move(Place.End, 1) : Alone(0, 0);

    private ScanStep AfterCarriageReturn(byte octet)
    {
        if (octet != '\n')
            return Alone(0, 0);
        shape.EndLine();
        _place = Place.LineStart;
        return new ScanStep(1, 0, LineBreak.Whole);
    }

    private ScanStep ThroughLines(ReadOnlySpan<byte> octets)
    {
        for (var start = 0; ;)
        {
            var length = octets[start..].IndexOfAny((byte)'\r', (byte)'\n');
            var end = length < 0 ? octets.Length : start + length;
            shape.AddToLine(octets[start..end]);
            if (length < 0)
                return Move(Place.Inside, octets.Length, octets.Length);
            if (octets[end] == '\r' && end + 1 == octets.Length)
                return Move(Place.CarriageReturn, octets.Length, end);
            if (octets[end] == '\n' || octets[end + 1] != '\n')
                return Alone(end + 1, end);
            shape.EndLine();
            start = end + 2;
            if (start == octets.Length || (isDotStuffed && octets[start] == '.'))
                return Move(Place.LineStart, start, start);
        }
    }

    private ScanStep Move(Place place, int consumed, int emitted = 0)
    {
        _place = place;
        return new ScanStep(consumed, emitted, LineBreak.None);
    }

    /// <summary>A CR or LF stood alone. What follows is inside a line, so that a dot there is only a dot.</summary>
    private ScanStep Alone(int consumed, int emitted)
    {
        _place = Place.Inside;
        shape.EndLine();
        return new ScanStep(consumed, emitted, LineBreak.Alone);
    }
}

/// <summary>How far one step of <see cref="LineScanner"/> went.</summary>
/// <param name="Consumed">Octets that were read.</param>
/// <param name="Emitted">How many of them, from the first on, are content.</param>
/// <param name="Break">What follows these in the content.</param>
internal readonly record struct ScanStep(int Consumed, int Emitted, LineBreak Break);

/// <summary>What a step ended with, besides the octets that it emits.</summary>
internal enum LineBreak
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A CRLF that came in two pieces, and is to be written.</summary>
    Whole,

    /// <summary>A CR or an LF that stood alone.</summary>
    Alone,
}
