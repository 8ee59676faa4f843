namespace Gatepost.Mail.Mime;

/// <summary>The decoded octets of an encoded range, a few kilobytes at a time, once from start to end.</summary>
internal sealed class DecodedStream(RangeStream encoded, TransferDecoder decoder) : ReadOnlyStream
{
    private const int BlockOctets = 8_192;

    private readonly byte[] _block = new byte[BlockOctets];
    private readonly byte[] _output = new byte[TransferDecoder.RoomFor(BlockOctets)];
    private int _start;
    private int _end;

    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length == 0 || (_start == _end && !Fill()))
            return 0;
        var count = Math.Min(buffer.Length, _end - _start);
        _output.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            encoded.Dispose();
        base.Dispose(disposing);
    }

    private bool Fill()
    {
        _start = _end = 0;
        while (_end == 0)
        {
            var read = encoded.Read(_block);
            if (read == 0)
                return false;
            _end = decoder.Decode(_block.AsSpan(0, read), _output);
        }
        return true;
    }
}
