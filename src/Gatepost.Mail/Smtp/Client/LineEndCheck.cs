namespace Gatepost.Mail.Smtp.Client;

/// <summary>Finds CR and LF that stand alone in content that is sent without dots to double, as <see cref="DotStuffer"/> does on its way.</summary>
internal sealed class LineEndCheck
{
    private bool _afterCr;

    /// <summary>False when the content so far ends in a CR whose LF is missing.</summary>
    public bool IsComplete => !_afterCr;

    /// <summary>Looks at content of any length, cut anywhere; false when CR or LF stand alone.</summary>
    public bool TryPass(ReadOnlySpan<byte> content)
    {
        while (content.Length > 0)
        {
            if (_afterCr)
            {
                if (content[0] != '\n')
                    return false;
                _afterCr = false;
                content = content[1..];
                continue;
            }
            var end = content.IndexOfAny((byte)'\r', (byte)'\n');
            if (end < 0)
                return true;
            if (content[end] == '\n')
                return false;
            _afterCr = true;
            content = content[(end + 1)..];
        }
        return true;
    }
}
