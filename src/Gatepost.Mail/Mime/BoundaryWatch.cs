using System.Text;

namespace Gatepost.Mail.Mime;

/// <summary>
/// Looks in what the MIME reader takes for content, preamble or epilogue for lines that begin with the boundary of an open multipart. The reader wants the whole line to be the boundary; RFC
/// 2046 section 5.1.1 is content with its beginning, and so are mail programs: they show parts there that nobody inspected. Linear but for the depth, which is bounded.
/// </summary>
internal sealed class BoundaryWatch
{
    private readonly Stack<Multipart> _open = new();
    private byte[] _line = new byte[128];
    private int _lineLength;
    private bool _isInLine;
    private bool _isEpilogue;
    private int _longest;

    /// <summary>True once such a line was found.</summary>
    public bool HasFound { get; private set; }

    /// <summary>A multipart begins.</summary>
    public void Enter(string? boundary)
    {
        EndLine();
        PartBegins();
        // The reader gives boundaries as Latin-1, as it was told to read fields; an empty one delimits nothing.
        var delimiter = string.IsNullOrEmpty(boundary) ? [] : Encoding.Latin1.GetBytes("--" + boundary.TrimEnd());
        _longest = Math.Max(_longest, delimiter.Length + 3);
        if (_line.Length < _longest)
            _line = new byte[_longest];
        _open.Push(new Multipart(delimiter));
    }

    /// <summary>
    /// It ends: true where it had no part, so that nothing of it was inspected, but text, or a line that another reading of the boundary could take for one.
    /// Inside another multipart text alone is nothing: bounces return the beginning of a message like that, and no program sees a part there.
    /// </summary>
    public bool Leave()
    {
        EndLine();
        return _open.TryPop(out var multipart) && multipart is { Parts: 0, HasText: true } && (multipart.MayHaveParts || _open.Count == 0);
    }

    /// <summary>An entity begins in the multipart that was entered last.</summary>
    public void PartBegins()
    {
        if (_open.TryPeek(out var multipart))
            multipart.Parts++;
    }

    /// <summary>Content of a part, or a preamble or epilogue, begins.</summary>
    public void ContentBegins(bool isEpilogue)
    {
        EndLine();
        _isEpilogue = isEpilogue;
    }

    /// <summary>More of a preamble or epilogue.</summary>
    public void AppendBetween(ReadOnlySpan<byte> octets)
    {
        if (_open.TryPeek(out var multipart))
            multipart.HasText |= octets.IndexOfAnyExcept(" \t\r\n"u8) >= 0;
        Append(octets);
    }

    /// <summary>More of the content.</summary>
    public void Append(ReadOnlySpan<byte> octets)
    {
        if (HasFound || _open.Count == 0)
            return;
        while (octets.Length > 0)
        {
            octets = _isInLine ? SkipLines(octets) : TakeHead(octets);
        }
    }

    /// <summary>Content ends, and with it its last line.</summary>
    public void ContentEnds() => EndLine();

    /// <summary>Goes to the next line that may be one: of an attachment in base64 there is none, so this is all that it costs.</summary>
    private ReadOnlySpan<byte> SkipLines(ReadOnlySpan<byte> octets)
    {
        var end = octets.IndexOf("\n-"u8);
        _isInLine = end < 0 && octets[^1] != (byte)'\n';
        return end < 0 ? default : octets[(end + 1)..];
    }

    /// <summary>Takes octets until the line is known to be none, or long enough to tell; what is left is the rest of the line or the next.</summary>
    private ReadOnlySpan<byte> TakeHead(ReadOnlySpan<byte> octets)
    {
        // Nearly every line ends here, with its first octet.
        if (_lineLength == 0 && octets[0] != (byte)'-')
        {
            _isInLine = true;
            return octets;
        }
        var wanted = octets[..Math.Min(octets.Length, _longest - _lineLength)];
        var end = wanted.IndexOf((byte)'\n');
        var taken = end < 0 ? wanted : wanted[..(end + 1)];
        taken.CopyTo(_line.AsSpan(_lineLength));
        _lineLength += taken.Length;
        if (end >= 0)
        {
            EndLine();
        }
        else if (_lineLength == _longest)
        {
            EndLine();
            _isInLine = true;
        }
        return octets[taken.Length..];
    }

    private void EndLine()
    {
        var line = _line.AsSpan(0, _lineLength);
        _lineLength = 0;
        _isInLine = false;
        if (!line.StartsWith("--"u8))
            return;
        // "-- " stands above signatures.
        if (_open.TryPeek(out var innermost) && line.Length > 2 && line[2] > (byte)' ')
            innermost.MayHaveParts = true;
        var (begins, isRepeatedEnd) = (false, false);
        foreach (var multipart in _open)
        {
            if (multipart.Delimiter.Length == 0 || !line.StartsWith(multipart.Delimiter))
                continue;
            begins = true;
            isRepeatedEnd |= IsEnd(line[multipart.Delimiter.Length..]);
        }
        // Some programs write the end of a multipart twice. Nothing begins there.
        HasFound |= begins && !(_isEpilogue && isRepeatedEnd);
    }

    private static bool IsEnd(ReadOnlySpan<byte> rest) => rest.StartsWith("--"u8) && rest[2..].IndexOfAnyExcept(" \t\r\n"u8) < 0;

    private sealed class Multipart(byte[] delimiter)
    {
        public byte[] Delimiter => delimiter;

        public int Parts { get; set; }

        public bool HasText { get; set; }

        public bool MayHaveParts { get; set; }
    }
}
