using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Gatepost.Extraction.Formats.Office.Encryption;

/// <summary>Standard encryption ([MS-OFFCRYPTO] 2.3.4.5 to 2.3.4.10): AES in ECB, a key of 50,000 rounds of SHA-1.</summary>
internal sealed class StandardCipher : PackageCipher
{
    /// <summary>What trying one password costs.</summary>
    public const int Rounds = 50_000;

    private readonly Aes _aes;

    private StandardCipher(Aes aes) => _aes = aes;

    /// <summary>Null where the password does not fit, or the structure is none.</summary>
    /// <param name="header">The EncryptionInfo stream.</param>
    /// <param name="password">To try.</param>
    public static StandardCipher? Try(ReadOnlySpan<byte> header, string password)
    {
        var size = header.UInt32At(8);
        var keyOctets = header.Int32At(12 + 16) / 8;
        var verifier = header.Part(12L + size, 256);
        if (size > 1_024 || keyOctets is not (16 or 24 or 32) || verifier.Length < 72)
            return null;
        var aes = Aes.Create();
        aes.Key = Key(verifier.Slice(4, 16), password, keyOctets);
        var cipher = new StandardCipher(aes);
        var clear = aes.DecryptEcb(verifier.Slice(20, 16), PaddingMode.None);
        var hash = aes.DecryptEcb(verifier.Slice(40, 32), PaddingMode.None);
        if (Sha1(clear).AsSpan().SequenceEqual(hash.AsSpan(0, 20)))
            return cipher;
        cipher.Dispose();
        return null;
    }

    public override byte[] Decrypt(int segment, ReadOnlySpan<byte> octets) => _aes.DecryptEcb(octets, PaddingMode.None);

    protected override void Dispose(bool disposing) => _aes.Dispose();

    private static byte[] Key(ReadOnlySpan<byte> salt, string password, int keyOctets)
    {
        byte[] round = [0, 0, 0, 0, .. Sha1([.. salt, .. Encoding.Unicode.GetBytes(password)])];
        for (var count = 0; count < Rounds; count++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(round, count);
            Sha1(round).CopyTo(round, 4);
        }
        var final = Sha1([.. round.AsSpan(4), 0, 0, 0, 0]);
        return [.. new ReadOnlySpan<byte>([.. Derive(final, 0x36), .. Derive(final, 0x5C)])[..keyOctets]];
    }

    private static byte[] Derive(byte[] hash, byte filler)
    {
        var block = new byte[64];
        block.AsSpan().Fill(filler);
        for (var index = 0; index < hash.Length; index++)
            block[index] ^= hash[index];
        return Sha1(block);
    }

    // What the format prescribes; nothing is protected by it here.
#pragma warning disable CA5350
    private static byte[] Sha1(byte[] octets) => SHA1.HashData(octets);
#pragma warning restore CA5350
}
