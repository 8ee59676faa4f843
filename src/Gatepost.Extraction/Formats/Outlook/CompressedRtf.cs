using System.Text;
using Gatepost.Extraction.Formats.Office;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Outlook;

/// <summary>RTF as messages carry it ([MS-OXRTFCP]): copies from a ring of 4,096 octets that begins with words of RTF, or no compression at all. Unpacks while it is read.</summary>
internal sealed class CompressedRtf : ReadOnlyStream
{
    private const uint Compressed = 0x75465A4C;
    private const uint Plain = 0x414C454D;
    private const int RingOctets = 4_096;

    private const string Beginning = "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

    private readonly Stream _packed;
    private readonly bool _isPlain;
    private readonly byte[] _ring = new byte[RingOctets];
    private int _write;
    private int _flags;
    private int _flagsLeft;
    private int _copyFrom;
    private int _copyLeft;
    private bool _isOver;

    private CompressedRtf(Stream packed, bool isPlain)
    {
        (_packed, _isPlain) = (new BufferedStream(packed, 16_384), isPlain);
        _write = Encoding.ASCII.GetBytes(Beginning, _ring);
    }

    /// <summary>Null where it has neither mark. The stream must stand at the start; it is the caller's.</summary>
    public static CompressedRtf? Open(Stream packed)
    {
        ReadOnlySpan<byte> head = packed.ReadUpTo(16);
        return head.UInt32At(8) switch
        {
            Compressed => new CompressedRtf(packed, isPlain: false),
            Plain => new CompressedRtf(packed, isPlain: true),
            _ => null,
        };
    }

    public override int Read(Span<byte> buffer)
    {
        if (_isPlain)
            return _packed.Read(buffer);
        var filled = 0;
        while (filled < buffer.Length && TryNext(out var octet))
            buffer[filled++] = octet;
        return filled;
    }

    private bool TryNext(out byte octet)
    {
        octet = 0;
        if (_copyLeft == 0 && !TryReadToken(out octet))
            return false;
        if (_copyLeft > 0)
        {
            octet = _ring[_copyFrom];
            _copyFrom = (_copyFrom + 1) % RingOctets;
            _copyLeft--;
        }
        _ring[_write] = octet;
        _write = (_write + 1) % RingOctets;
        return true;
    }

    /// <summary>Reads a literal, or where to copy from.</summary>
    private bool TryReadToken(out byte literal)
    {
        literal = 0;
        if (_isOver)
            return false;
        if (_flagsLeft == 0)
        {
            _flags = _packed.ReadByte();
            _flagsLeft = 8;
        }
        var isCopy = (_flags & 1) != 0;
        _flags >>= 1;
        _flagsLeft--;
        var first = _packed.ReadByte();
        var second = isCopy ? _packed.ReadByte() : 0;
        if (first < 0 || second < 0)
            return End();
        if (!isCopy)
        {
            literal = (byte)first;
            return true;
        }
        _copyFrom = (first << 4) | (second >> 4);
        _copyLeft = (second & 0xF) + 2;
        // A copy from where the next octet goes is the mark of the end (2.2.4.1).
        return _copyFrom != _write || End();
    }

    private bool End()
    {
        _isOver = true;
        _copyLeft = 0;
        return false;
    }
}
