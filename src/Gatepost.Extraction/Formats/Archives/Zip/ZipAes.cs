using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Archives.Zip;

/// <summary>WinZip's AES (AE-1 and AE-2): a salt, two octets that verify the password, the octets in counter mode, and the first ten of an HMAC-SHA1 over them.</summary>
internal sealed class ZipAes : ReadOnlyStream
{
    private const int BlockOctets = 16;
    private const int VerifierOctets = 2;
    private const int CodeOctets = 10;
    private const int Rounds = 1_000;

    private readonly Stream _inner;
    private readonly Aes _aes;
    private readonly byte[] _counter = new byte[BlockOctets];
    private readonly byte[] _mask = new byte[BlockOctets];
    private int _used = BlockOctets;
    private ulong _block;

    private ZipAes(Stream inner, byte[] key)
    {
        _inner = inner;
        _aes = Aes.Create();
        _aes.Key = key;
    }

    /// <summary>The decrypted octets, or null where the password is not the one, or the octets are not what was encrypted.</summary>
    [SuppressMessage("Security", "CA5379", Justification = "The format names SHA-1.")]
    [SuppressMessage("Security", "CA5387", Justification = "The format names the number of rounds.")]
    public static ZipAes? Open(Stream packed, ZipAesField field, string password)
    {
        var saltOctets = 4 + (4 * field.Strength);
        var keyOctets = 8 + (8 * field.Strength);
        var head = new byte[saltOctets + VerifierOctets];
        packed.Position = 0;
        var encrypted = packed.Length - head.Length - CodeOctets;
        if (encrypted < 0 || packed.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
            return null;
        var keys = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), head.AsSpan(0, saltOctets), Rounds, HashAlgorithmName.SHA1, (2 * keyOctets) + VerifierOctets);
        if (!keys.AsSpan(2 * keyOctets).SequenceEqual(head.AsSpan(saltOctets)) || !IsWhole(packed, head.Length, encrypted, keys.AsSpan(keyOctets, keyOctets)))
            return null;
        return new ZipAes(new SliceStream(packed, head.Length, encrypted), keys[..keyOctets]);
    }

    [SuppressMessage("Security", "CA5350", Justification = "The format names SHA-1.")]
    private static bool IsWhole(Stream packed, long from, long count, ReadOnlySpan<byte> key)
    {
        using var code = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA1, key);
        using var octets = new SliceStream(packed, from, count);
        var block = new byte[65_536];
        while (octets.Read(block) is var read and > 0)
            code.AppendData(block.AsSpan(0, read));
        Span<byte> stated = stackalloc byte[CodeOctets];
        packed.Position = from + count;
        return packed.ReadAtLeast(stated, CodeOctets, throwOnEndOfStream: false) == CodeOctets && code.GetHashAndReset().AsSpan(0, CodeOctets).SequenceEqual(stated);
    }

    public override int Read(Span<byte> buffer)
    {
        var read = _inner.Read(buffer);
        for (var at = 0; at < read; at++)
        {
            if (_used == BlockOctets)
                NextMask();
            buffer[at] ^= _mask[_used++];
        }
        return read;
    }

    /// <summary>The counter begins at 1 and is little-endian, unlike that of NIST's counter mode.</summary>
    private void NextMask()
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_counter, ++_block);
        _aes.EncryptEcb(_counter, _mask, PaddingMode.None);
        _used = 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _aes.Dispose();
            _inner.Dispose();
        }
        base.Dispose(disposing);
    }
}
