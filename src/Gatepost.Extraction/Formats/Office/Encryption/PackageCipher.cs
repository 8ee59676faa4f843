using System.Security.Cryptography;

namespace Gatepost.Extraction.Formats.Office.Encryption;

/// <summary>How an encrypted package is read once its key is known: the octets of one segment become clear in place.</summary>
internal abstract class PackageCipher : IDisposable
{
    /// <summary>Octets that are decrypted together ([MS-OFFCRYPTO] 2.3.4.15).</summary>
    public const int SegmentOctets = 4_096;

    /// <summary>Decrypts a segment, whose length is a multiple of 16.</summary>
    public abstract byte[] Decrypt(int segment, ReadOnlySpan<byte> octets);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);

    /// <summary>A hash by the name that the format has for it, or null.</summary>
    protected static HashAlgorithmName? HashOf(string? name) => name?.ToUpperInvariant() switch
    {
        "SHA1" or "SHA-1" => HashAlgorithmName.SHA1,
        "SHA256" or "SHA-256" => HashAlgorithmName.SHA256,
        "SHA384" or "SHA-384" => HashAlgorithmName.SHA384,
        "SHA512" or "SHA-512" => HashAlgorithmName.SHA512,
        _ => null,
    };
}
