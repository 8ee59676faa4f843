namespace Gatepost.Testing.Servers;

/// <summary>Reads SMTP content up to the line that holds a single dot, strictly: only CRLF ends a line.</summary>
internal sealed class DotReader(bool keep)
{
    private readonly MemoryStream _content = new();
    private State _state = State.LineStart;

    private enum State
    {
        LineStart,
        Line,
        Cr,
        Dot,
        DotCr,
    }

    public bool IsComplete { get; private set; }

    public long Size { get; private set; }

    public byte[] Content => _content.ToArray();

    /// <summary>Returns how many octets were used.</summary>
    public int Read(ReadOnlySpan<byte> octets)
    {
        var used = 0;
        while (used < octets.Length && !IsComplete)
        {
            if (_state == State.Line)
            {
                var cr = octets[used..].IndexOf((byte)'\r');
                var length = cr < 0 ? octets.Length - used : cr + 1;
                Emit(octets.Slice(used, length));
                used += length;
                _state = cr < 0 ? State.Line : State.Cr;
                continue;
            }
            Step(octets[used++]);
        }
        return used;
    }

    private void Step(byte octet)
    {
        switch (_state)
        {
            case State.LineStart when octet == '.':
                _state = State.Dot;
                return;
            case State.Dot when octet == '\r':
                _state = State.DotCr;
                return;
            case State.DotCr when octet == '\n':
                IsComplete = true;
                return;
            case State.DotCr:
                Emit("\r"u8);
                break;
            default:
                break;
        }
        Emit([octet]);
        _state = (_state, octet) switch
        {
            (State.Cr or State.DotCr, (byte)'\n') => State.LineStart,
            (_, (byte)'\r') => State.Cr,
            _ => State.Line,
        };
    }

    private void Emit(ReadOnlySpan<byte> octets)
    {
        Size += octets.Length;
        if (keep)
            _content.Write(octets);
    }
}
