using System.Buffers;

namespace Gatepost.Mail.Smtp.Client;

/// <summary>
/// Makes content fit for DATA (RFC 5321 section 4.5.2): a dot at the start of a line is doubled, the last line is ended. CR or LF that stand alone are
/// refused: a next hop that takes them for line ends could be made to see a second message in the first (SMTP smuggling).
/// </summary>
internal sealed class DotStuffer
{
    private bool _lineStart = true;
    private bool _afterCr;

    /// <summary>Adds content of any length, cut anywhere; false when CR or LF stand alone.</summary>
    public bool TryWrite(ReadOnlySpan<byte> content, IBufferWriter<byte> target)
    {
        while (content.Length > 0)
        {
            if (_afterCr)
            {
                if (content[0] != '\n')
                    return false;
                target.Write("\n"u8);
                (_afterCr, _lineStart) = (false, true);
                content = content[1..];
                continue;
            }
            if (_lineStart && content[0] == '.')
                target.Write("."u8);
            _lineStart = false;
            var end = content.IndexOfAny((byte)'\r', (byte)'\n');
            if (end >= 0 && content[end] == '\n')
                return false;
            var run = end < 0 ? content : content[..(end + 1)];
            target.Write(run);
            _afterCr = end >= 0;
            content = content[run.Length..];
        }
        return true;
    }

    /// <summary>Ends the last line, so that the final dot can follow; false when the content ends in a CR alone.</summary>
    public bool TryFinish(IBufferWriter<byte> target)
    {
        if (_afterCr)
            return false;
        if (!_lineStart)
            target.Write("\r\n"u8);
        return true;
    }
}
