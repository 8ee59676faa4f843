using System.Buffers.Text;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Encoded;

/// <summary>The octets of one uuencoded file: each line says how many it has. Whatever stands in a line is taken for as much as it gives.</summary>
internal sealed class UuStream : ReadOnlyStream
{
    private const int LongestLine = 63;

    private readonly LineSource _lines;
    private readonly bool _isBase64;
    private byte[] _octets = new byte[LongestLine + 3];
    private int _start;
    private int _end;
    private bool _isOver;

    public UuStream(LineSource lines, bool isBase64)
    {
        (_lines, _isBase64) = (lines, isBase64);
        while (!_isOver && _start == _end)
            Next();
        HasContent = _end > 0;
    }

    /// <summary>False where no line of octets follows: a sentence that begins like one.</summary>
    public bool HasContent { get; }

    /// <summary>True where the line <c>end</c> was there.</summary>
    public bool HasEnd { get; private set; }

    /// <summary>True where a line was not what it says.</summary>
    public bool IsDamaged { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        while (_start == _end)
        {
            if (_isOver)
                return 0;
            Next();
        }
        var count = Math.Min(buffer.Length, _end - _start);
        _octets.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    private void Next()
    {
        (_start, _end) = (0, 0);
        if (!_lines.MoveNext())
        {
            _isOver = true;
            return;
        }
        var line = _lines.Line;
        if (line.SequenceEqual("end"u8) || line.StartsWith("===="u8))
            (_isOver, HasEnd) = (true, true);
        else if (UuHeader.Read(line) is not null || line.StartsWith("=ybegin "u8))
        {
            // The next file begins where this one did not end.
            _lines.Keep();
            _isOver = true;
        }
        else if (_isBase64)
            DecodeBase64(line);
        else if (!line.IsEmpty)
            Decode(line);
    }

    private void Decode(ReadOnlySpan<byte> line)
    {
        if (line[0] is < (byte)' ' or > (byte)'`')
        {
            IsDamaged = true;
            return;
        }
        var length = (line[0] - ' ') & 63;
        var packed = line[1..];
        // Blanks at the end of a line are cut off by mail programs; some encoders add a check character.
        IsDamaged |= packed.Length > ((length + 2) / 3 * 4) + 2 || packed.IndexOfAnyExceptInRange((byte)' ', (byte)'`') >= 0;
        for (var at = 0; _end < length; at += 4)
        {
            var (one, two, three, four) = (Value(packed, at), Value(packed, at + 1), Value(packed, at + 2), Value(packed, at + 3));
            _octets[_end++] = (byte)((one << 2) | (two >> 4));
            _octets[_end++] = (byte)((two << 4) | (three >> 2));
            _octets[_end++] = (byte)((three << 6) | four);
        }
        _end = length;
    }

    private void DecodeBase64(ReadOnlySpan<byte> line)
    {
        if (_octets.Length < line.Length)
            _octets = new byte[line.Length];
        IsDamaged |= Base64.DecodeFromUtf8(line, _octets, out _, out _end) != System.Buffers.OperationStatus.Done;
    }

    private static int Value(ReadOnlySpan<byte> packed, int at) => at < packed.Length ? (packed[at] - ' ') & 63 : 0;
}
