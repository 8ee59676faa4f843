using Gatepost.Gateway.Spool.Format;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Spool;

/// <summary>Content that is read from its spool file; every reader has a file handle of its own, and stays valid when the file is removed.</summary>
internal sealed class StoredContent(ISpoolDisk disk, SpoolFilePlace place, long length, ReadOnlyMemory<byte> sha256) : MessageContent
{
    public override long Length => length;

    public override ReadOnlyMemory<byte> Sha256 => sha256;

    public override bool TryGetMemory(out ReadOnlyMemory<byte> octets)
    {
        octets = default;
        return false;
    }

    public override Stream OpenRead() => new Reader(place.Open(disk, FileAccess.Read), length);

    /// <summary>Reads are synchronous: the octets were just written, so they come from the page cache.</summary>
    private sealed class Reader(ISpoolFile file, long length) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position
        {
            get => _position;
            set => _position = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));
        }

        public override int Read(Span<byte> buffer)
        {
            var wanted = (int)Math.Min(buffer.Length, Math.Max(0, length - _position));
            if (wanted == 0)
                return 0;
            var read = file.Read(buffer[..wanted], SpoolHeader.Octets + _position);
            if (read == 0)
                throw new EndOfStreamException("The spool file is shorter than it was.");
            _position += read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return ValueTask.FromResult(Read(buffer.Span));
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            _ => length + offset,
        };

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                file.Dispose();
            base.Dispose(disposing);
        }
    }
}
