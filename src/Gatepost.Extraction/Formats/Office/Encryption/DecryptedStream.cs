using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Office.Encryption;

/// <summary>The octets of an encrypted package, decrypted a segment at a time.</summary>
internal sealed class DecryptedStream(Stream encrypted, PackageCipher cipher, long size) : ReadOnlyStream
{
    private readonly byte[] _sealed = new byte[PackageCipher.SegmentOctets];
    private byte[] _clear = [];
    private int _at;
    private int _segment;
    private long _left = size;

    public override int Read(Span<byte> buffer)
    {
        if (_at == _clear.Length && !NextSegment())
            return 0;
        var count = (int)Math.Min(Math.Min(buffer.Length, _clear.Length - _at), _left);
        _clear.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        _left -= count;
        return count;
    }

    private bool NextSegment()
    {
        if (_left <= 0)
            return false;
        var read = encrypted.ReadAtLeast(_sealed, _sealed.Length, throwOnEndOfStream: false) & ~15;
        if (read == 0)
            return false;
        _clear = cipher.Decrypt(_segment++, _sealed.AsSpan(0, read));
        _at = 0;
        return true;
    }
}
