namespace Gatepost.Mail.Mime;

/// <summary>A read-only window on a stream that it owns.</summary>
internal sealed class RangeStream : ReadOnlyStream
{
    private readonly Stream _inner;
    private readonly long _begin;
    private long _position;

    /// <summary>The window ends where the inner stream ends, if that is sooner.</summary>
    public RangeStream(Stream inner, long begin, long length)
    {
        _inner = inner;
        _begin = Math.Min(begin, inner.Length);
        Length = Math.Clamp(length, 0, inner.Length - _begin);
        inner.Position = _begin;
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
        var read = _inner.Read(buffer[..wanted]);
        _position += read;
        return read;
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        var target = offset + origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => _position, _ => Length };
        ArgumentOutOfRangeException.ThrowIfNegative(target);
        _inner.Position = _begin + target;
        return _position = target;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }
}
