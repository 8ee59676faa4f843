namespace Gatepost.Mail.Mime.Containers;

/// <summary>
/// The packed octets of a member. An inflater reads ahead and does not tell how much it used; so towards the end it is given less at a time than a hidden member is long: where it ended and
/// octets are left, these are none of the member's.
/// </summary>
internal sealed class PackedStream(RangeStream inner) : Stream
{
    // A local header has 30 octets and a name.
    private const int SmallRead = 30;

    // Reads of full size end here, which is more than an inflater reads at once.
    private const int TailOctets = 16_384;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => throw new NotSupportedException();
    }

    /// <summary>Octets that nobody read.</summary>
    public long Left => inner.Length - inner.Position;

    public override int Read(Span<byte> buffer) =>
        inner.Read(buffer[..(int)Math.Min(buffer.Length, Left > TailOctets ? Left - TailOctets : SmallRead)]);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
