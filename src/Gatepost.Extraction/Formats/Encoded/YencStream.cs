using System.Globalization;
using System.Text;
using Gatepost.Extraction.Formats.Archives;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Encoded;

/// <summary>The octets of one yEnc file: each is moved by 42, and <c>=</c> moves the next by 64 more.</summary>
internal sealed class YencStream(LineSource lines) : ReadOnlyStream
{
    private byte[] _octets = [];
    private int _start;
    private int _end;
    private bool _isOver;
    private bool _isEscaped;
    private long _size;
    private Crc32 _crc;
    private string? _trailer;

    public override int Read(Span<byte> buffer)
    {
        while (_start == _end)
        {
            if (_isOver || !TryNext())
                return 0;
        }
        var count = Math.Min(buffer.Length, _end - _start);
        _octets.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    /// <summary>Compares with what the lines around the octets say; null where all is well.</summary>
    public string? FindFlaw(long stated)
    {
        if (_trailer is null)
            return "yEnc without its end";
        if (stated != _size || YencHeader.Number(_trailer, " size=") is { } size && size != _size)
            return "yEnc of another length than it says";
        return (YencHeader.Field(_trailer, " crc32=") ?? YencHeader.Field(_trailer, " pcrc32=")) is { } checksum
            && (!uint.TryParse(checksum, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) || value != _crc.Value)
            ? "yEnc whose checksum is another"
            : null;
    }

    private bool TryNext()
    {
        (_start, _end) = (0, 0);
        if (!lines.MoveNext())
            return !(_isOver = true);
        var line = lines.Line;
        if (line.StartsWith("=yend"u8))
        {
            _trailer = Encoding.Latin1.GetString(line);
            return !(_isOver = true);
        }
        if (line.StartsWith("=ybegin "u8))
        {
            lines.Keep();
            return !(_isOver = true);
        }
        if (!line.StartsWith("=ypart "u8))
            Decode(line);
        return true;
    }

    private void Decode(ReadOnlySpan<byte> line)
    {
        if (_octets.Length < line.Length)
            _octets = new byte[line.Length];
        foreach (var octet in line)
        {
            if (octet == '=' && !_isEscaped)
            {
                _isEscaped = true;
                continue;
            }
            _octets[_end++] = (byte)(octet - 42 - (_isEscaped ? 64 : 0));
            _isEscaped = false;
        }
        _size += _end;
        _crc.Append(_octets.AsSpan(0, _end));
    }
}
