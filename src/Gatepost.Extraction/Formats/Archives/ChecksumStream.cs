using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Archives;

/// <summary>Makes the CRC-32 of what is read through it; owns the inner stream.</summary>
internal sealed class ChecksumStream(Stream inner) : ReadOnlyStream
{
    private Crc32 _crc;

    /// <summary>Of what was read.</summary>
    public uint Value => _crc.Value;

    /// <summary>True once the inner stream has ended.</summary>
    public bool IsAtEnd { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        IsAtEnd |= read == 0 && buffer.Length > 0;
        _crc.Append(buffer[..read]);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
