using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Archives.Packed;

/// <summary>LZSS with a window of 4,096 blanks: eight flags, then octets (1) or a place and a length (0).</summary>
internal sealed class SlidingWindowStream : ReadOnlyStream
{
    /// <summary>Where SZDD begins to write.</summary>
    public const int SzddStart = WindowOctets - 16;

    /// <summary>Where KWAJ does.</summary>
    public const int KwajStart = WindowOctets - 18;

    private const int WindowOctets = 4_096;

    private readonly Stream _packed;
    private readonly byte[] _window = new byte[WindowOctets];
    private int _place;
    private int _flags = 1;
    private int _from;
    private int _left;

    public SlidingWindowStream(Stream packed, int start)
    {
        _packed = new BufferedStream(packed);
        _place = start;
        _window.AsSpan().Fill((byte)' ');
    }

    public override int Read(Span<byte> buffer)
    {
        for (var at = 0; at < buffer.Length; at++)
        {
            if (!TryNext(out buffer[at]))
                return at;
        }
        return buffer.Length;
    }

    private bool TryNext(out byte octet)
    {
        octet = 0;
        if (_left == 0 && !BeginStep(ref octet))
            return false;
        if (_left > 0)
        {
            octet = _window[_from++ & (WindowOctets - 1)];
            _left--;
        }
        _window[_place++ & (WindowOctets - 1)] = octet;
        return true;
    }

    /// <summary>Reads an octet as it stands there, or where to copy from.</summary>
    private bool BeginStep(ref byte octet)
    {
        if (_flags == 1 && (_flags = _packed.ReadByte() | 0x100) < 0)
            return false;
        var isOctet = (_flags & 1) != 0;
        _flags >>= 1;
        var first = _packed.ReadByte();
        if (first < 0)
            return false;
        if (isOctet)
        {
            octet = (byte)first;
            return true;
        }
        var second = _packed.ReadByte();
        if (second < 0)
            return false;
        _from = first | ((second & 0xf0) << 4);
        _left = (second & 0x0f) + 3;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _packed.Dispose();
        base.Dispose(disposing);
    }
}
