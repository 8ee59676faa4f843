namespace Gatepost.Mail.Mime;

/// <summary>Ends early when it is told to: the one way to stop a reader that has no other, without an exception.</summary>
internal sealed class StoppableStream(Stream inner) : Stream
{
    private bool _isStopped;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    public void Stop() => _isStopped = true;

    public override int Read(byte[] buffer, int offset, int count) => _isStopped ? 0 : inner.Read(buffer, offset, count);

    public override int Read(Span<byte> buffer) => _isStopped ? 0 : inner.Read(buffer);

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
