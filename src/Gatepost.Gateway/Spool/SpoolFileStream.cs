using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Spool;

/// <summary>
/// Reads a range of a file of the disk seam, and owns the file. Reads are synchronous: what is read was mostly just written, and comes from the page cache.
/// For one thread at a time.
/// </summary>
/// <param name="file">The file; disposed with the stream.</param>
/// <param name="start">Where the range begins.</param>
/// <param name="length">Octets of the range; <see cref="EndOfStreamException"/> when the file has become shorter.</param>
public sealed class SpoolFileStream(ISpoolFile file, long start, long length) : ReadOnlyStream
{
    private long _position;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => _position = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, Math.Max(0, length - _position));
        if (wanted == 0)
            return 0;
        var read = file.Read(buffer[..wanted], start + _position);
        if (read == 0)
            throw new EndOfStreamException("The file is shorter than it was.");
        _position += read;
        return read;
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => length + offset,
    };

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
    }
}
