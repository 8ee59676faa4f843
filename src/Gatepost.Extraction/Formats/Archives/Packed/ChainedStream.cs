using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Archives.Packed;

/// <summary>Several packed streams one after the other in one file, unpacked to one; for unpackers that read no further than their stream.</summary>
internal sealed class ChainedStream(Stream content, Func<Stream, Stream> open, int padding) : ReadOnlyStream
{
    private Stream? _current;

    public override int Read(Span<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            if (_current is null && !TryOpen())
                return 0;
            var read = _current!.Read(buffer);
            if (read > 0)
                return read;
            _current = null;
        }
        return 0;
    }

    /// <summary>Streams of xz may be filled up with zeros, four at a time.</summary>
    private bool TryOpen()
    {
        var begin = content.Position;
        while (padding > 0 && content.Position < content.Length)
        {
            if (content.ReadByte() == 0)
                continue;
            content.Position--;
            break;
        }
        if (content.Position >= content.Length)
            return false;
        if (begin > 0 && (content.Position - begin) % Math.Max(1, padding) != 0)
            throw new InvalidDataException("padding");
        _current = open(new Rest(content));
        return true;
    }

    /// <summary>Keeps an unpacker from closing the file, and shows it places from its own start.</summary>
    private sealed class Rest(Stream inner) : ReadOnlyStream
    {
        private readonly long _begin = inner.Position;

        public override bool CanSeek => true;

        public override long Length => inner.Length - _begin;

        public override long Position
        {
            get => inner.Position - _begin;
            set => inner.Position = value + _begin;
        }

        public override long Seek(long offset, SeekOrigin origin) =>
            Position = offset + origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => Position, _ => Length };

        public override int Read(Span<byte> buffer) => inner.Read(buffer);
    }
}
