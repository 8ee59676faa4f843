namespace Gatepost.Extraction.Formats.Rtf;

/// <summary>What stands next in RTF.</summary>
internal enum RtfToken
{
    End = 0,
    GroupBegins,
    GroupEnds,

    /// <summary>A control word or symbol.</summary>
    Control,

    /// <summary>One octet of text.</summary>
    Octet,

    /// <summary>Octets as they are, behind <c>\bin</c>.</summary>
    Binary,
}

/// <summary>
/// Cuts RTF into its tokens as Word does, which forgives almost anything: line ends anywhere, words of any length, numbers of any size. One buffer is in memory.
/// </summary>
internal sealed class RtfTokens(Stream content)
{
    // Word knows no longer ones; the rest of a longer word is passed over.
    private const int WordCharacters = 64;

    private readonly byte[] _buffer = new byte[65_536];
    private readonly char[] _word = new char[WordCharacters];
    private int _at;
    private int _filled;
    private long _bufferBegin = content.Position;
    private int _wordLength;

    /// <summary>Where the next token begins.</summary>
    public long Position => _bufferBegin + _at;

    /// <summary>The control word, or the one character of a control symbol.</summary>
    public ReadOnlySpan<char> Word => _word.AsSpan(0, _wordLength);

    /// <summary>The number behind a control word; for <c>\'</c> the octet, for <see cref="RtfToken.Binary"/> how many octets there are.</summary>
    public int? Number { get; private set; }

    /// <summary>The octet of a text.</summary>
    public byte Octet { get; private set; }

    /// <summary>Goes to a place, or to the end: <c>\bin</c> may claim two gigabytes.</summary>
    public void MoveTo(long position)
    {
        position = Math.Min(position, content.Length);
        if (position >= _bufferBegin && position <= _bufferBegin + _filled)
        {
            _at = (int)(position - _bufferBegin);
            return;
        }
        content.Position = _bufferBegin = position;
        (_at, _filled) = (0, 0);
    }

    /// <summary>Reads the next. Behind <see cref="RtfToken.Binary"/> the octets follow, and are the caller's to pass over.</summary>
    public RtfToken Read()
    {
        while (true)
        {
            switch (Next())
            {
                case < 0:
                    return RtfToken.End;
                case '{':
                    return RtfToken.GroupBegins;
                case '}':
                    return RtfToken.GroupEnds;
                case '\\':
                    return ReadControl();
                case '\r' or '\n' or 0:
                    continue;
                case var octet:
                    Octet = (byte)octet;
                    return RtfToken.Octet;
            }
        }
    }

    private RtfToken ReadControl()
    {
        Number = null;
        var first = Next();
        if (first < 0)
            return RtfToken.End;
        _word[0] = (char)first;
        _wordLength = 1;
        if (!char.IsAsciiLetter((char)first))
        {
            if (first == '\'')
                Number = (HexDigit(Next()) << 4) | HexDigit(Next());
            return RtfToken.Control;
        }
        while (Peek() is var next && next >= 0 && char.IsAsciiLetter((char)next))
        {
            if (_wordLength < WordCharacters)
                _word[_wordLength++] = (char)next;
            _at++;
        }
        ReadNumber();
        // One blank ends the word and belongs to it.
        if (Peek() == ' ')
            _at++;
        return Word is "bin" ? RtfToken.Binary : RtfToken.Control;
    }

    private void ReadNumber()
    {
        var isNegative = Peek() == '-';
        if (isNegative)
            _at++;
        long number = 0;
        var digits = 0;
        while (Peek() is >= '0' and <= '9' and var digit)
        {
            number = Math.Min((number * 10) + digit - '0', int.MaxValue);
            digits++;
            _at++;
        }
        if (digits > 0)
            Number = (int)(isNegative ? -number : number);
    }

    /// <summary>The value of a digit, 0 for what is none.</summary>
    public static int HexDigit(int octet) => octet switch
    {
        >= '0' and <= '9' => octet - '0',
        >= 'a' and <= 'f' => octet - 'a' + 10,
        >= 'A' and <= 'F' => octet - 'A' + 10,
        _ => 0,
    };

    private int Next()
    {
        var octet = Peek();
        if (octet >= 0)
            _at++;
        return octet;
    }

    private int Peek()
    {
        if (_at < _filled)
            return _buffer[_at];
        // The stream is shared with those who read objects from it.
        content.Position = _bufferBegin += _filled;
        (_at, _filled) = (0, content.Read(_buffer, 0, _buffer.Length));
        return _filled == 0 ? -1 : _buffer[0];
    }
}
