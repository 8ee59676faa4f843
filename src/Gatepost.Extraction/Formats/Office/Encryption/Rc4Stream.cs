using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Office.Encryption;

/// <summary>A stream under RC4 with a key for each block, decrypted as it is read; its first octets may lie in the clear. Can be moved about in, a block at a time.</summary>
internal sealed class Rc4Stream(Stream inner, Rc4Key key, int blockOctets, int clearOctets) : ReadOnlyStream
{
    private Rc4? _cipher;
    private long _block = -1;
    private int _within;

    public override bool CanSeek => true;

    public override long Length => inner.Length;

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        var within = (int)(Position % blockOctets);
        inner.Position = Position;
        var read = inner.Read(buffer[..Math.Min(buffer.Length, blockOctets - within)]);
        if (read == 0)
            return 0;
        MoveTo(Position / blockOctets, within);
        var clear = (int)Math.Clamp(clearOctets - Position, 0, read);
        _cipher!.Skip(clear);
        _cipher.Apply(buffer[clear..read]);
        _within += read;
        Position += read;
        return read;
    }

    public override long Seek(long offset, SeekOrigin origin) =>
        Position = offset + origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => Position, _ => Length };

    private void MoveTo(long block, int within)
    {
        if (_cipher is null || block != _block || within < _within)
            (_cipher, _block, _within) = (key.Block((uint)block), block, 0);
        _cipher.Skip(within - _within);
        _within = within;
    }
}
