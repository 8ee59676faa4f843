namespace Gatepost.Mail.Mime;

/// <summary>
/// Feeds the MIME reader, and shields it from header fields that it reads in time that grows with the square of their length (half a gigabyte of copies for two megabytes). Long fields of
/// the message's own header, whose places are known, are replaced by short ones of the same length in all; a long field further down ends the stream.
/// </summary>
internal sealed class GuardedStream(Stream inner, IReadOnlyList<HeaderField> masked, int maxFieldOctets) : ReadOnlyStream
{
    private const int FillerLength = 64;

    private bool _isStopped;
    private long _sinceField;

    public override bool CanSeek => true;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    /// <summary>Octets at the start of the message that become letters of the first field's name.</summary>
    public int MaskedStart { get; init; }

    /// <summary>True once the stream was ended by a field that was too long.</summary>
    public bool IsFieldTooLong { get; private set; }

    /// <summary>Set while the reader is inside a header block.</summary>
    public bool IsInHeader { get; set; }

    /// <summary>The reader has read one field to its end.</summary>
    public void FieldEnds() => _sinceField = 0;

    /// <summary>Ends the stream: the one way to stop a reader that has no other, without an exception.</summary>
    public void Stop() => _isStopped = true;

    public override int Read(Span<byte> buffer)
    {
        if (IsInHeader && _sinceField > maxFieldOctets)
            _isStopped = IsFieldTooLong = true;
        if (_isStopped)
            return 0;
        var position = inner.Position;
        var read = inner.Read(buffer);
        _sinceField += read;
        Mask(buffer[..read], position);
        return read;
    }

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private void Mask(Span<byte> block, long position)
    {
        if (position < MaskedStart)
            block[..(int)Math.Min(block.Length, MaskedStart - position)].Fill((byte)'x');
        foreach (var field in masked)
        {
            var from = Math.Max(position, field.Offset);
            var to = Math.Min(position + block.Length, (long)field.Offset + field.Length);
            for (var at = from; at < to; at++)
                block[(int)(at - position)] = Filler(at - field.Offset, field.Length);
        }
    }

    /// <summary>An octet of lines like <c>x:xxxx</c>; the last takes what is left over.</summary>
    private static byte Filler(long index, int length)
    {
        var last = (length / FillerLength * FillerLength) - FillerLength;
        var (inLine, lineLength) = index < last ? (index % FillerLength, FillerLength) : (index - last, length - last);
        return inLine switch
        {
            1 => (byte)':',
            _ when inLine == lineLength - 2 => (byte)'\r',
            _ when inLine == lineLength - 1 => (byte)'\n',
            _ => (byte)'x',
        };
    }
}
