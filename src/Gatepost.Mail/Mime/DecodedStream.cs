namespace Gatepost.Mail.Mime;

/// <summary>
/// The decoded octets of an encoded range, a few kilobytes at a time. With a <see cref="DecodingIndex"/> it can be jumped about in, which is what lets an archive of
/// 25 MB be read out of base64 without a copy in memory or on disk.
/// </summary>
internal sealed class DecodedStream(RangeStream encoded, TransferDecoder decoder, DecodingIndex? index = null) : ReadOnlyStream
{
    private const int BlockOctets = 8_192;

    private readonly byte[] _block = new byte[BlockOctets];
    private TransferDecoder _decoder = decoder;
    private readonly byte[] _output = new byte[TransferDecoder.RoomFor(BlockOctets)];
    private int _start;
    private int _end;
    private long _position;

    public override bool CanSeek => index is not null;

    public override long Length => index?.Length ?? throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length == 0 || (_start == _end && !Fill()))
            return 0;
        var count = Math.Min(buffer.Length, _end - _start);
        _output.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        _position += count;
        return count;
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        if (index is null)
            throw new NotSupportedException();
        var target = offset + origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => _position, _ => index.Length };
        ArgumentOutOfRangeException.ThrowIfNegative(target);
        var checkpoint = index.Before(target);
        if (target < _position || checkpoint.Decoded > _position)
            GoTo(checkpoint);
        while (_position < target && (_start < _end || Fill()))
        {
            var skipped = (int)Math.Min(target - _position, _end - _start);
            _start += skipped;
            _position += skipped;
        }
        return _position;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            encoded.Dispose();
        base.Dispose(disposing);
    }

    private void GoTo(DecodingIndex.Checkpoint checkpoint)
    {
        encoded.Position = checkpoint.Encoded;
        _decoder = checkpoint.Decoder.Clone();
        _position = checkpoint.Decoded;
        _start = _end = 0;
    }

    private bool Fill()
    {
        _start = _end = 0;
        while (_end == 0)
        {
            var read = encoded.Read(_block);
            if (read == 0)
                return false;
            _end = _decoder.Decode(_block.AsSpan(0, read), _output);
        }
        return true;
    }
}

/// <summary>Places in an encoded range where decoding can start again, with the decoder's state there.</summary>
internal sealed class DecodingIndex
{
    // A jump costs this much decoding at most (about 0.1 ms); 25 MB have 400 places.
    private const int Spacing = 65_536;
    private const int BlockOctets = 16_384;

    private readonly List<Checkpoint> _checkpoints = [];

    private DecodingIndex()
    {
    }

    /// <summary>Decoded octets in all.</summary>
    public long Length { get; private set; }

    public static DecodingIndex Build(RangeStream encoded, TransferDecoder decoder)
    {
        var index = new DecodingIndex();
        index._checkpoints.Add(new Checkpoint(0, 0, decoder.Clone()));
        var block = new byte[BlockOctets];
        var output = new byte[TransferDecoder.RoomFor(BlockOctets)];
        while (encoded.Read(block) is var read and > 0)
        {
            index.Length += decoder.Decode(block.AsSpan(0, read), output);
            if (index.Length - index._checkpoints[^1].Decoded >= Spacing)
                index._checkpoints.Add(new Checkpoint(encoded.Position, index.Length, decoder.Clone()));
        }
        return index;
    }

    /// <summary>The last place at or before a decoded offset.</summary>
    public Checkpoint Before(long decoded)
    {
        int low = 0, high = _checkpoints.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_checkpoints[middle].Decoded <= decoded)
                low = middle;
            else
                high = middle - 1;
        }
        return _checkpoints[low];
    }

    internal readonly record struct Checkpoint(long Encoded, long Decoded, TransferDecoder Decoder);
}
