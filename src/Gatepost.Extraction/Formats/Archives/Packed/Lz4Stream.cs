using System.Buffers.Binary;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Archives.Packed;

/// <summary>
/// LZ4 frames (LZ4 Frame Format 1.6), several one after the other, skippable ones among them, and the old format. Checksums are passed over: what can be unpacked is shown. Holds one block and
/// the 64 KB in front of it: under 17 MB.
/// </summary>
internal sealed class Lz4Stream(Stream packed) : ReadOnlyStream
{
    private const uint FrameMagic = 0x184d2204;
    private const uint OldMagic = 0x184c2102;
    private const uint SkippableMagic = 0x184d2a50;
    private const uint StoredFlag = 0x80000000;
    private const int History = 65_536;
    // Blocks of the old format unpack to 8 MB; those of frames to 64 KB, 256 KB, 1 MB or 4 MB.
    private const int OldBlockOctets = 8_388_608;

    private byte[] _output = [];
    private int _start;
    private int _end;
    private int _blockOctets;
    private bool _isOld;
    private bool _isInFrame;
    private bool _hasBlockChecksum;
    private bool _hasContentChecksum;
    private bool _isIndependent;

    public override int Read(Span<byte> buffer)
    {
        while (_start == _end)
        {
            if (!Fill())
                return 0;
        }
        var count = Math.Min(buffer.Length, _end - _start);
        _output.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    private bool Fill()
    {
        if (!_isInFrame && !BeginFrame())
            return false;
        if (!TryReadWord(out var size))
            // The old format ends with the file.
            return _isOld ? _isInFrame = false : throw new EndOfStreamException();
        if (_isOld && size is OldMagic or FrameMagic)
        {
            _isInFrame = false;
            packed.Position -= 4;
            return true;
        }
        if (!_isOld && size == 0)
        {
            _isInFrame = false;
            Skip(_hasContentChecksum ? 4 : 0);
            return true;
        }
        ReadBlock((int)(size & ~StoredFlag), !_isOld && (size & StoredFlag) != 0);
        return true;
    }

    private void ReadBlock(int size, bool isStored)
    {
        // No block is packed to more than it is, but for a few octets.
        if (size > _blockOctets + (_blockOctets / 128) + 64)
            throw new InvalidDataException("a block that is too large");
        var block = new byte[size];
        packed.ReadExactly(block);
        Skip(_hasBlockChecksum ? 4 : 0);
        var kept = _isIndependent ? 0 : Math.Min(_end, History);
        _output.AsSpan(_end - kept, kept).CopyTo(_output);
        _start = kept;
        if (isStored)
            block.AsSpan().CopyTo(_output.AsSpan(kept));
        _end = isStored ? kept + size : Unpack(block, kept);
    }

    private bool BeginFrame()
    {
        while (TryReadWord(out var magic))
        {
            if ((magic & 0xfffffff0) == SkippableMagic)
            {
                Skip(TryReadWord(out var length) ? length : 0);
                continue;
            }
            _isOld = magic == OldMagic;
            if (!_isOld && magic != FrameMagic)
                throw new InvalidDataException("octets between frames");
            _blockOctets = _isOld ? OldBlockOctets : ReadDescriptor();
            _isIndependent |= _isOld;
            (_start, _end, _isInFrame) = (0, 0, true);
            if (_output.Length < History + _blockOctets)
                _output = new byte[History + _blockOctets];
            return true;
        }
        return false;
    }

    private int ReadDescriptor()
    {
        Span<byte> descriptor = stackalloc byte[2];
        packed.ReadExactly(descriptor);
        var flags = descriptor[0];
        _isIndependent = (flags & 0x20) != 0;
        _hasBlockChecksum = (flags & 0x10) != 0;
        _hasContentChecksum = (flags & 4) != 0;
        var code = (descriptor[1] >> 4) & 7;
        if (flags >> 6 != 1 || code < 4)
            throw new InvalidDataException("a frame of an unknown version");
        Skip(((flags & 8) != 0 ? 8 : 0) + ((flags & 1) != 0 ? 4 : 0) + 1);
        return 1 << (8 + (2 * code));
    }

    private int Unpack(ReadOnlySpan<byte> block, int to)
    {
        for (var at = 0; at < block.Length;)
        {
            var token = block[at++];
            var literals = ReadLength(block, ref at, token >> 4);
            if (literals > block.Length - at || literals > _output.Length - to)
                throw new InvalidDataException("literals beyond the block");
            block.Slice(at, literals).CopyTo(_output.AsSpan(to));
            at += literals;
            to += literals;
            if (at == block.Length)
                break;
            if (at + 2 > block.Length)
                throw new InvalidDataException("a block that is cut off");
            var distance = BinaryPrimitives.ReadUInt16LittleEndian(block[at..]);
            at += 2;
            var length = ReadLength(block, ref at, token & 15) + 4;
            if (distance == 0 || distance > to || length > _output.Length - to)
                throw new InvalidDataException("a match beyond the block");
            // Octet by octet: a match may reach into what it makes.
            for (var end = to + length; to < end; to++)
                _output[to] = _output[to - distance];
        }
        return to;
    }

    private static int ReadLength(ReadOnlySpan<byte> block, ref int at, int length)
    {
        if (length < 15)
            return length;
        while (at < block.Length)
        {
            var more = block[at++];
            length += more;
            if (more < 255)
                break;
        }
        return length;
    }

    private bool TryReadWord(out uint word)
    {
        Span<byte> octets = stackalloc byte[4];
        var read = packed.ReadAtLeast(octets, 4, throwOnEndOfStream: false);
        word = BinaryPrimitives.ReadUInt32LittleEndian(octets);
        return read == 4 || (read == 0 ? false : throw new EndOfStreamException());
    }

    private void Skip(long octets) => packed.Position = Math.Min(packed.Length, packed.Position + octets);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            packed.Dispose();
        base.Dispose(disposing);
    }
}
