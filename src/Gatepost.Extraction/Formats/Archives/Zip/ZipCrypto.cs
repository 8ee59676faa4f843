using System.Text;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Archives.Zip;

/// <summary>The traditional encryption of PKWARE (APPNOTE 6.1): weak, and what mail programs and Windows open.</summary>
internal sealed class ZipCrypto : ReadOnlyStream
{
    /// <summary>Octets in front of the packed ones; the last of them verifies the password, one wrong one of 256 passes.</summary>
    public const int HeaderLength = 12;

    private readonly Stream _inner;
    private uint _key0 = 0x12345678;
    private uint _key1 = 0x23456789;
    private uint _key2 = 0x34567890;

    private ZipCrypto(Stream inner, string password)
    {
        _inner = inner;
        foreach (var octet in Encoding.UTF8.GetBytes(password))
            Update(octet);
    }

    /// <summary>The decrypted octets, or null where the password is not the one.</summary>
    public static ZipCrypto? Open(Stream packed, ZipEntry entry, string password)
    {
        var stream = new ZipCrypto(packed, password);
        Span<byte> header = stackalloc byte[HeaderLength];
        if (stream.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength)
            return null;
        // The one or the other, by whether the checksum was known in time; not all packers keep to that.
        return header[^1] == entry.Time >> 8 || (entry.Checksum is { } checksum && header[^1] == checksum >> 24) ? stream : null;
    }

    public override int Read(Span<byte> buffer)
    {
        var read = _inner.Read(buffer);
        for (var at = 0; at < read; at++)
        {
            var mixed = (ushort)(_key2 | 2);
            buffer[at] ^= (byte)((mixed * (mixed ^ 1)) >> 8);
            Update(buffer[at]);
        }
        return read;
    }

    private void Update(byte octet)
    {
        _key0 = Crc32.Step(_key0, octet);
        _key1 = ((_key1 + (byte)_key0) * 134_775_813) + 1;
        _key2 = Crc32.Step(_key2, (byte)(_key1 >> 24));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }
}
