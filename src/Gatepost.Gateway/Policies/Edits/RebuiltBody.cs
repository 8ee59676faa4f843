using Microsoft.Win32.SafeHandles;

namespace Gatepost.Gateway.Policies.Edits;

/// <summary>
/// Where a rebuilt body is written: memory first, a temporary file of ours alone when it grows. Once written it is read by any number of streams.
/// Not durable, since it can be built again from the spool at any time.
/// </summary>
internal sealed class RebuiltBody : IDisposable
{
    private MemoryStream? _memory = new();
    private SafeFileHandle? _file;

    /// <summary>Octets written.</summary>
    public long Length { get; private set; }

    /// <summary>A stream to write with; nothing may be read before it is closed.</summary>
    public Stream OpenWrite() => new Writer(this);

    /// <summary>A stream over what was written.</summary>
    public Stream OpenRead() => _file is { } file
        ? new FileReader(file, Length)
        : new MemoryStream(_memory!.GetBuffer(), 0, (int)Length, writable: false);

    public void Dispose()
    {
        _file?.Dispose();
        _memory?.Dispose();
    }

    private void Append(ReadOnlySpan<byte> octets)
    {
        if (_memory is { } memory && Length + octets.Length > EditLimits.MemoryOctets)
        {
            var path = Path.Combine(Path.GetTempPath(), "gatepost-" + Guid.NewGuid().ToString("N"));
            _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(_file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            RandomAccess.Write(_file, memory.GetBuffer().AsSpan(0, (int)Length), 0);
            memory.Dispose();
            _memory = null;
        }
        if (_file is { } file)
            RandomAccess.Write(file, octets, Length);
        else
            _memory!.Write(octets);
        Length += octets.Length;
    }

    private sealed class Writer(RebuiltBody body) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => body.Length;

        public override long Position { get => body.Length; set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => body.Append(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer) => body.Append(buffer);

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }

    private sealed class FileReader(SafeFileHandle file, long length) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = RandomAccess.Read(file, buffer, Position);
            Position += read;
            return read;
        }

        public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => Position + offset,
            _ => length + offset,
        };

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
