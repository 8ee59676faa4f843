using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Rtf;

/// <summary>
/// The octets of a group that holds them as hex digits (<c>\objdata</c>, <c>\pict</c>), decoded while they are read: what stands between the digits is passed over, as Word does, and octets of
/// <c>\bin</c> are taken as they are. Ends where the group ends.
/// </summary>
internal sealed class RtfHexStream : ReadOnlyStream
{
    private readonly Stream _content;
    private readonly RtfTokens _tokens;
    private long _binaryAt;
    private int _binaryLeft;
    private int _depth = 1;
    private int _ignoredFrom;
    private int _half = -1;
    private bool _isFirstOfGroup;

    /// <param name="content">The file.</param>
    /// <param name="begin">Where the group's content begins, behind its control word.</param>
    public RtfHexStream(Stream content, long begin)
    {
        _content = content;
        content.Position = begin;
        _tokens = new RtfTokens(content);
    }

    /// <summary>Where the group ended, once all was read.</summary>
    public long End => _tokens.Position;

    public override int Read(Span<byte> buffer)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            if (_binaryLeft > 0)
                return filled > 0 ? filled : ReadBinary(buffer);
            if (_depth == 0)
                break;
            if (ReadToken() is { } octet)
                buffer[filled++] = octet;
        }
        return filled;
    }

    private int ReadBinary(Span<byte> buffer)
    {
        _content.Position = _binaryAt;
        var read = _content.Read(buffer[..Math.Min(buffer.Length, _binaryLeft)]);
        _binaryAt += read;
        _binaryLeft = read == 0 ? 0 : _binaryLeft - read;
        if (_binaryLeft == 0)
            _tokens.MoveTo(_binaryAt);
        return read == 0 && buffer.Length > 0 ? Read(buffer) : read;
    }

    private byte? ReadToken()
    {
        var isFirst = _isFirstOfGroup;
        _isFirstOfGroup = false;
        switch (_tokens.Read())
        {
            case RtfToken.End:
                _depth = 0;
                break;
            case RtfToken.GroupBegins:
                _depth++;
                _isFirstOfGroup = true;
                break;
            case RtfToken.GroupEnds:
                if (_ignoredFrom >= _depth)
                    _ignoredFrom = 0;
                _depth--;
                break;
            case RtfToken.Control when isFirst && _tokens.Word is "*" && _ignoredFrom == 0:
                // A destination of its own within: its digits are not ours.
                _ignoredFrom = _depth;
                break;
            case RtfToken.Binary when _tokens.Number is > 0 and var count:
                (_binaryAt, _binaryLeft) = (_tokens.Position, count);
                if (_ignoredFrom > 0)
                {
                    _binaryLeft = 0;
                    _tokens.MoveTo(_binaryAt + count);
                }
                break;
            case RtfToken.Octet when _ignoredFrom == 0 && char.IsAsciiHexDigit((char)_tokens.Octet):
                return AddDigit(RtfTokens.HexDigit(_tokens.Octet));
            default:
                break;
        }
        return null;
    }

    private byte? AddDigit(int digit)
    {
        if (_half < 0)
        {
            _half = digit;
            return null;
        }
        var octet = (byte)((_half << 4) | digit);
        _half = -1;
        return octet;
    }
}
