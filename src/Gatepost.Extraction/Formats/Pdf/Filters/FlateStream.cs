using System.IO.Compression;

namespace Gatepost.Extraction.Formats.Pdf.Filters;

/// <summary>FlateDecode (section 7.4.4): what came before damage stands, as readers show it. The checksum is not looked at, as they do not.</summary>
internal sealed class FlateStream : DecodingStream
{
    private readonly DeflateStream _inflated;
    private bool _isOver;

    public FlateStream(Stream packed)
        : base(packed)
    {
        // The two octets of RFC 1950.
        _isOver = packed.ReadByte() < 0 || packed.ReadByte() < 0;
        _inflated = new DeflateStream(packed, CompressionMode.Decompress, leaveOpen: true);
    }

    public override int Read(Span<byte> buffer)
    {
        if (_isOver)
            return 0;
        try
        {
            // A read that meets damage loses what it had: small reads lose little.
            return _inflated.Read(buffer[..Math.Min(buffer.Length, 4_096)]);
        }
        catch (InvalidDataException)
        {
            _isOver = true;
            return 0;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inflated.Dispose();
        base.Dispose(disposing);
    }
}
