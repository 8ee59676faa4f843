using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Archives;

/// <summary>A read-only window on a stream that it does not own. It goes to its place before each read, so that several may be read in turn.</summary>
internal sealed class SliceStream : ReadOnlyStream
{
    private readonly Stream _inner;
    private readonly long _begin;
    private long _position;

    /// <summary>The window ends where the inner stream ends, if that is sooner.</summary>
    public SliceStream(Stream inner, long begin, long length)
    {
        _inner = inner;
        _begin = Math.Clamp(begin, 0, inner.Length);
        Length = Math.Clamp(length, 0, inner.Length - _begin);
    }

    public override bool CanSeek => true;

    public override long Length { get; }

    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override int Read(Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, Length - _position);
        if (wanted <= 0)
            return 0;
        if (_inner.Position != _begin + _position)
            _inner.Position = _begin + _position;
        var read = _inner.Read(buffer[..wanted]);
        _position += read;
        return read;
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        var target = offset + origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => _position, _ => Length };
        ArgumentOutOfRangeException.ThrowIfNegative(target);
        return _position = target;
    }
}
