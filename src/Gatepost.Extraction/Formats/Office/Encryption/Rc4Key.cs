using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Gatepost.Extraction.Formats.Office.Encryption;

/// <summary>
/// Keys of the RC4 encryption of old documents ([MS-OFFCRYPTO] 2.3.6 for 40 bits with MD5, 2.3.5 for CryptoAPI with SHA-1), found by trying passwords: a key for each block of the stream.
/// </summary>
internal sealed class Rc4Key
{
    /// <summary>What Office tries before it asks anybody.</summary>
    public const string DefaultPassword = "VelvetSweatshop";

    private readonly byte[] _base;
    private readonly int _keyOctets;

    private Rc4Key(byte[] basis, int keyOctets) => (_base, _keyOctets) = (basis, keyOctets);

    private bool IsCryptoApi => _keyOctets > 0;

    /// <summary>The key that one of the passwords gives, or null.</summary>
    /// <param name="header">Version, then what the version has ([MS-OFFCRYPTO] 2.3.6.1, 2.3.5.1).</param>
    /// <param name="passwords">To try, after the default.</param>
    public static Rc4Key? Find(ReadOnlySpan<byte> header, ImmutableArray<string> passwords)
    {
        foreach (var password in passwords.Prepend(DefaultPassword))
        {
            var isOld = header.UInt16At(0) == 1 && header.UInt16At(2) == 1;
            if ((isOld ? TryOld(header[4..], password) : TryCryptoApi(header, password)) is { } key)
                return key;
        }
        return null;
    }

    /// <summary>The cipher at the start of a block.</summary>
    public Rc4 Block(uint block)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(number, block);
        byte[] basis = [.. _base, .. number];
        if (!IsCryptoApi)
            return new Rc4(Md5(basis));
        var hash = Sha1(basis).AsSpan(0, _keyOctets);
        // 40 bits are filled up to 128 with zeros (2.3.5.2).
        return _keyOctets == 5 ? new Rc4([.. hash, .. new byte[11]]) : new Rc4(hash);
    }

    private static Rc4Key? TryOld(ReadOnlySpan<byte> octets, string password)
    {
        if (octets.Length < 48)
            return null;
        var salt = octets[..16];
        var first = Md5(Encoding.Unicode.GetBytes(password)).AsSpan(0, 5);
        byte[] once = [.. first, .. salt];
        byte[] often = [.. Enumerable.Repeat(once, 16).SelectMany(part => part)];
        var key = new Rc4Key(Md5(often)[..5], 0);
        return key.IsRight(octets.Slice(16, 16), octets.Slice(32, 16)) ? key : null;
    }

    private static Rc4Key? TryCryptoApi(ReadOnlySpan<byte> header, string password)
    {
        // Version (4), flags (4), size of the header, the header, the verifier.
        var size = header.UInt32At(8);
        if (header.UInt16At(2) != 2 || size > 1_024)
            return null;
        var bits = header.Int32At(12 + 16);
        var keyOctets = bits == 0 ? 5 : bits / 8;
        var verifier = header.Part(12 + size, 256);
        if (keyOctets is < 5 or > 16 || verifier.Length < 4 + 16 + 16 + 4 + 20)
            return null;
        var key = new Rc4Key(Sha1([.. verifier.Slice(4, 16), .. Encoding.Unicode.GetBytes(password)]), keyOctets);
        return key.IsRight(verifier.Slice(20, 16), verifier.Slice(40, 20)) ? key : null;
    }

    private bool IsRight(ReadOnlySpan<byte> verifier, ReadOnlySpan<byte> verifierHash)
    {
        var cipher = Block(0);
        byte[] clear = [.. verifier];
        byte[] hash = [.. verifierHash];
        cipher.Apply(clear);
        cipher.Apply(hash);
        return (IsCryptoApi ? Sha1(clear) : Md5(clear)).AsSpan().SequenceEqual(hash);
    }

    // What the format prescribes; nothing is protected by it here.
#pragma warning disable CA5350, CA5351
    private static byte[] Md5(byte[] octets) => MD5.HashData(octets);

    private static byte[] Sha1(byte[] octets) => SHA1.HashData(octets);
#pragma warning restore CA5350, CA5351
}
