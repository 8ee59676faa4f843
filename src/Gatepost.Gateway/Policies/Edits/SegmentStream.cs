using System.Collections.Immutable;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Policies.Edits;

/// <summary>Segments one after the other as one seekable stream that copies nothing but what is read. Not thread-safe, as streams are.</summary>
internal sealed class SegmentStream : ReadOnlyStream
{
    private readonly ImmutableArray<OctetSegment> _segments;
    private readonly long[] _starts;
    private readonly Dictionary<Func<Stream>, Stream> _opened = [];
    private long _position;

    public SegmentStream(ImmutableArray<OctetSegment> segments)
    {
        _segments = segments;
        _starts = new long[segments.Length + 1];
        for (var i = 0; i < segments.Length; i++)
            _starts[i + 1] = _starts[i] + segments[i].Length;
    }

    public override bool CanSeek => true;

    public override long Length => _starts[^1];

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        if (!TryLocate(out var segment, out var within) || buffer.IsEmpty)
            return 0;
        buffer = buffer[..(int)Math.Min(buffer.Length, segment.Length - within)];
        if (segment.Source is null)
            segment.Octets.Span.Slice((int)within, buffer.Length).CopyTo(buffer);
        else
            Seeked(segment, within).ReadExactly(buffer);
        _position += buffer.Length;
        return buffer.Length;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!TryLocate(out var segment, out var within) || buffer.IsEmpty)
            return 0;
        if (segment.Source is null)
            return Read(buffer.Span);
        buffer = buffer[..(int)Math.Min(buffer.Length, segment.Length - within)];
        await Seeked(segment, within).ReadExactlyAsync(buffer, cancellationToken);
        _position += buffer.Length;
        return buffer.Length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => Length + offset,
    };

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var stream in _opened.Values)
                stream.Dispose();
            _opened.Clear();
        }
        base.Dispose(disposing);
    }

    private bool TryLocate(out OctetSegment segment, out long within)
    {
        segment = default;
        within = 0;
        if (_position >= Length)
            return false;
        var index = Array.BinarySearch(_starts, _position);
        if (index < 0)
            index = ~index - 1;
        // Empty segments share their start with the next one.
        while (_segments[index].Length == 0 || _position >= _starts[index + 1])
            index++;
        while (_position < _starts[index])
            index--;
        segment = _segments[index];
        within = _position - _starts[index];
        return true;
    }

    private Stream Seeked(in OctetSegment segment, long within)
    {
        if (!_opened.TryGetValue(segment.Source!, out var stream))
            _opened[segment.Source!] = stream = segment.Source!();
        stream.Position = segment.Offset + within;
        return stream;
    }
}
