using Gatepost.Gateway.MessageLog.Journal;
using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.MessageLog.Loading;

/// <summary>Reads whole lines of one segment. For one thread at a time.</summary>
/// <param name="file">The segment.</param>
/// <param name="start">Where to begin.</param>
/// <param name="readable">How far it may be read; null when it is closed: then a last line without its end counts too.</param>
/// <param name="limits">Bounds.</param>
internal sealed class JournalReader(ISpoolFile file, long start, long? readable, JournalLimits limits)
{
    private readonly long _end = readable ?? file.Length;
    private byte[] _buffer = new byte[limits.ChunkOctets];
    private int _filled;
    private int _used;

    /// <summary>Where the lines that were returned end.</summary>
    public long Offset { get; private set; } = start;

    /// <summary>Up to so many lines, without their ends; empty when there are no more.</summary>
    public List<JournalLine> ReadLines(int count)
    {
        var lines = new List<JournalLine>();
        while (lines.Count < count && NextLine(mayFill: lines.Count == 0) is { } line)
            lines.Add(line);
        return lines;
    }

    private JournalLine? NextLine(bool mayFill)
    {
        while (true)
        {
            var rest = _buffer.AsMemory(_used.._filled);
            var end = rest.Span.IndexOf((byte)'\n');
            if (end >= 0)
                return Take(rest[..end], end + 1);
            if (!mayFill)
                return null;
            var isFull = rest.Length > limits.LineOctets;
            if (!isFull && Fill())
                continue;
            // The end of the readable part: an open segment has whole lines only. A closed one may end in a torn line, and damage may leave no end at all.
            return rest.Length > 0 && (isFull || readable is null) ? Take(rest, rest.Length) : null;
        }
    }

    /// <summary>Lines of one batch share the buffer; it is moved only between batches, when none of them is in use any more.</summary>
    private JournalLine Take(ReadOnlyMemory<byte> octets, int used)
    {
        var line = new JournalLine(Offset, octets);
        _used += used;
        Offset += used;
        return line;
    }

    private bool Fill()
    {
        var position = Offset + (_filled - _used);
        var wanted = (int)Math.Min(limits.ChunkOctets, _end - position);
        if (wanted <= 0)
            return false;
        MakeRoom(wanted);
        var read = file.Read(_buffer.AsSpan(_filled, wanted), position);
        _filled += read;
        return read > 0;
    }

    private void MakeRoom(int wanted)
    {
        var rest = _filled - _used;
        var target = rest + wanted > _buffer.Length ? new byte[Math.Max(_buffer.Length * 2, rest + wanted)] : _buffer;
        _buffer.AsSpan(_used, rest).CopyTo(target);
        _buffer = target;
        _filled = rest;
        _used = 0;
    }
}

/// <summary>One line of a segment.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Octets">Valid until the next batch is read.</param>
internal readonly record struct JournalLine(long Offset, ReadOnlyMemory<byte> Octets);
