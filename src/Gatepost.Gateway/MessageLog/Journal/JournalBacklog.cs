namespace Gatepost.Gateway.MessageLog.Journal;

/// <summary>
/// Lines that are not written yet, in order and bounded. A chunk that failed is offered again with the same octets first, so that a second write at the
/// same place completes the first one. The journal's lock guards it.
/// </summary>
internal sealed class JournalBacklog(JournalLimits limits)
{
    private readonly Queue<byte[]> _lines = new();
    private byte[] _chunk = new byte[4096];
    private long _octets;
    private long _dropped;
    private int _inChunk;

    public bool IsEmpty => _lines.Count == 0;

    /// <summary>Adds a line, or counts it as dropped when there is no room: the newest go, because older ones may be half written already.</summary>
    public void Add(byte[] line)
    {
        if (_octets + line.Length > limits.BacklogOctets && _lines.Count > 0)
        {
            _dropped++;
            return;
        }
        _octets += line.Length;
        _lines.Enqueue(line);
    }

    /// <summary>The next lines in one buffer, which the next call reuses.</summary>
    public ReadOnlySpan<byte> NextChunk()
    {
        var length = 0;
        _inChunk = 0;
        foreach (var line in _lines)
        {
            if (_inChunk > 0 && length + line.Length > limits.ChunkOctets)
                break;
            if (length + line.Length > _chunk.Length)
                Array.Resize(ref _chunk, Math.Max(_chunk.Length * 2, length + line.Length));
            line.CopyTo(_chunk, length);
            length += line.Length;
            _inChunk++;
        }
        return _chunk.AsSpan(0, length);
    }

    /// <summary>Forgets the lines of the last chunk: they are written.</summary>
    public void RemoveChunk()
    {
        for (; _inChunk > 0; _inChunk--)
            _octets -= _lines.Dequeue().Length;
        if (_chunk.Length > limits.ChunkOctets)
            _chunk = new byte[4096];
    }

    /// <summary>How many lines were dropped since the last call.</summary>
    public long TakeDropped()
    {
        var dropped = _dropped;
        _dropped = 0;
        return dropped;
    }
}
