namespace Gatepost.Extraction.Formats.Pdf.Filters;

/// <summary>A filter of PDF (ISO 32000-1, section 7.4) as a stream: what it unpacks is never all in memory.</summary>
internal abstract class DecodingStream(Stream packed) : Stream
{
    // One kilobyte at least, so that a filter may write whole runs and codes into it.
    private readonly byte[] _input = new byte[16_384];
    private int _position;
    private int _filled;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>The next octet of what is packed, or -1.</summary>
    protected int Next()
    {
        if (_position == _filled)
        {
            _filled = packed.Read(_input, 0, _input.Length);
            _position = 0;
            if (_filled <= 0)
                return -1;
        }
        return _input[_position++];
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            packed.Dispose();
        base.Dispose(disposing);
    }
}
