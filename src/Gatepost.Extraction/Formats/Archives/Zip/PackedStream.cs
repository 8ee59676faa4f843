using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Archives.Zip;

/// <summary>
/// The packed octets of a member. An inflater reads ahead and does not tell how much it used; so towards the end it is given less at a time than a hidden member is long: where it ended and
/// octets are left, these are none of the member's.
/// </summary>
internal sealed class PackedStream(Stream inner, long length) : ReadOnlyStream
{
    // A local header has 30 octets and a name.
    private const int SmallRead = 30;

    // Reads of full size end here, which is more than an inflater reads at once.
    private const int TailOctets = 16_384;

    /// <summary>Octets that nobody read.</summary>
    public long Left { get; private set; } = length;

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer[..(int)Math.Min(buffer.Length, Left > TailOctets ? Left - TailOctets : Math.Min(SmallRead, Left))]);
        Left -= read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
