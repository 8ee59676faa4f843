using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Archives.Packed;

/// <summary>Ends after a number of octets, whatever the stream that it owns would still give.</summary>
internal sealed class BoundedStream(Stream inner, long maxOctets) : ReadOnlyStream
{
    private long _left = maxOctets;

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
        _left -= read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
