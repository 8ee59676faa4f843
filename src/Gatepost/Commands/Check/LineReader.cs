namespace Gatepost.Commands.Check;

/// <summary>Lines of octets with their ends, at most <see cref="LongestPiece"/> at a time: a file without line ends comes in pieces, not whole.</summary>
internal sealed class LineReader(Stream stream)
{
    private const int LongestPiece = 65_536;

    private readonly byte[] _buffer = new byte[LongestPiece];
    private int _start;
    private int _end;

    /// <summary>Set by the reader of an mbox when a separator ended a message.</summary>
    public bool IsAtSeparator { get; set; }

    /// <summary>The next line, valid until the next call; false at the end.</summary>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var length = rest.IndexOf((byte)'\n') + 1;
            if (length == 0 && _start == 0 && _end == _buffer.Length)
                length = rest[^1] == (byte)'\r' ? rest.Length - 1 : rest.Length;
            if (length > 0)
            {
                line = rest[..length];
                _start += length;
                return true;
            }
            rest.CopyTo(_buffer);
            (_start, _end) = (0, rest.Length);
            var read = stream.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            if (read > 0)
                continue;
            line = _buffer.AsSpan(0, _end);
            _start = _end;
            return !line.IsEmpty;
        }
    }
}
