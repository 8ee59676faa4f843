using System.Security.Cryptography;
using Gatepost.Extraction.Formats.Office.Encryption;

namespace Gatepost.Fuzz.Targets.Files;

/// <summary>The description of an encrypted document. No password opens what the description does not bear out.</summary>
internal sealed class OfficeEncryptionTarget : IFuzzTarget
{
    // More rounds are bounded by the reader, and would only make the search slow.
    private const int MaxRounds = 100;

    public string Name => "office-encryption";

    public string Summary => "EncryptionInfo of encrypted Office documents; keys have the length that the cipher wants, and a segment opens to its own length";

    public IReadOnlyList<string> Words { get; } =
    [
        "\u0004\0\u0004\0@\0\0\0", "\u0004\0\u0002\0", "\u0003\0\u0002\0", "<keyData ", "<p:encryptedKey ", "spinCount=\"10\" ", "saltSize=\"16\" ", "blockSize=\"16\" ", "keyBits=\"256\" ", "keyBits=\"128\" ", "hashSize=\"64\" ", "cipherAlgorithm=\"AES\" ", "cipherChaining=\"ChainingModeCBC\" ",
        "hashAlgorithm=\"SHA512\" ", "hashAlgorithm=\"SHA1\" ", "saltValue=\"AAAAAAAAAAAAAAAAAAAAAA==\" ", "encryptedVerifierHashInput=\"", "encryptedVerifierHashValue=\"", "encryptedKeyValue=\"", "\"", "-1", "99999999999", "<!DOCTYPE", "&a;",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        using var watch = new FaultWatch();
        CheckAgile(input);
        CheckStandard(input);
        Expect.That(watch.Fault is null, $"a reader has a fault: {watch.Fault}");
    }

    private static void CheckAgile(ReadOnlySpan<byte> input)
    {
        if (input.Length <= 8 || AgileParameters.Read(new MemoryStream(input[8..].ToArray())) is not { } parameters || parameters.Rounds > MaxRounds)
            return;
        Expect.That(parameters.Rounds >= 0, "rounds below nothing");
        using var cipher = Try(() => AgileCipher.Try(parameters, "VelvetSweatshop"));
        CheckCipher(cipher);
    }

    private static void CheckStandard(ReadOnlySpan<byte> input)
    {
        // A key of 50,000 rounds is what the format has: only what could be a description is tried.
        if (input.Length < 100 || input[2] != 2)
            return;
        var octets = input.ToArray();
        using var cipher = Try(() => StandardCipher.Try(octets, "VelvetSweatshop"));
        CheckCipher(cipher);
    }

    private static void CheckCipher(PackageCipher? cipher)
    {
        if (cipher is not null)
            Expect.That(cipher.Decrypt(0, new byte[32]).Length == 32, "a segment that opens to another length");
    }

    /// <summary>A key of an odd length is the cipher's to refuse, and a damaged document to the reader.</summary>
    private static PackageCipher? Try(Func<PackageCipher?> open)
    {
        try
        {
            return open();
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
