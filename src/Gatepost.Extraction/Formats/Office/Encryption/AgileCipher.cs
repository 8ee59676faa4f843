using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Gatepost.Extraction.Formats.Office.Encryption;

/// <summary>Agile encryption ([MS-OFFCRYPTO] 2.3.4.11 to 2.3.4.15): AES with a vector for each segment, a key behind many rounds of a hash.</summary>
internal sealed class AgileCipher : PackageCipher
{
    private readonly Aes _aes;
    private readonly AgileKey _package;
    private readonly HashAlgorithmName _hash;

    private AgileCipher(byte[] key, AgileKey package, HashAlgorithmName hash)
    {
        (_package, _hash) = (package, hash);
        _aes = Aes.Create();
        _aes.Key = key;
    }

    /// <summary>Null where the password does not fit, or something is used that Office does not.</summary>
    public static AgileCipher? Try(AgileParameters parameters, string password)
    {
        var secret = parameters.Secret;
        if (HashOf(secret.Hash) is not { } hash || HashOf(parameters.Package.Hash) is not { } packageHash || !secret.IsKnown || !parameters.Package.IsKnown)
            return null;
        var rounds = Rounds(secret, hash, parameters.Rounds, password);
        var input = Open(secret, hash, rounds, [0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79], parameters.VerifierInput);
        var value = Open(secret, hash, rounds, [0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E], parameters.VerifierValue);
        var expected = CryptographicOperations.HashData(hash, input);
        if (value.Length < expected.Length || !value.AsSpan(0, expected.Length).SequenceEqual(expected))
            return null;
        var key = Open(secret, hash, rounds, [0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6], parameters.KeyValue);
        return new AgileCipher(key[..Math.Min(key.Length, parameters.Package.KeyOctets)], parameters.Package, packageHash);
    }

    public override byte[] Decrypt(int segment, ReadOnlySpan<byte> octets)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(number, segment);
        var vector = CryptographicOperations.HashData(_hash, [.. _package.Salt, .. number]);
        return _aes.DecryptCbc(octets, Fit(vector, 16), PaddingMode.None);
    }

    protected override void Dispose(bool disposing) => _aes.Dispose();

    private static byte[] Rounds(AgileKey secret, HashAlgorithmName hash, int rounds, string password)
    {
        var first = CryptographicOperations.HashData(hash, [.. secret.Salt, .. Encoding.Unicode.GetBytes(password)]);
        byte[] round = [0, 0, 0, 0, .. first];
        for (var count = 0; count < rounds; count++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(round, count);
            CryptographicOperations.HashData(hash, round, round.AsSpan(4));
        }
        return round[4..];
    }

    private static byte[] Open(AgileKey secret, HashAlgorithmName hash, byte[] rounds, ReadOnlySpan<byte> purpose, byte[] octets)
    {
        using var aes = Aes.Create();
        aes.Key = Fit(CryptographicOperations.HashData(hash, [.. rounds, .. purpose]), secret.KeyOctets);
        return aes.DecryptCbc(octets.AsSpan(0, octets.Length & ~15), Fit(secret.Salt, 16), PaddingMode.None);
    }

    private static byte[] Fit(byte[] octets, int length)
    {
        var fit = new byte[length];
        fit.AsSpan().Fill(0x36);
        octets.AsSpan(0, Math.Min(octets.Length, length)).CopyTo(fit);
        return fit;
    }
}
