using Gatepost.Extraction.Formats.Office.Compound;
using Gatepost.Extraction.Formats.Office.Encryption;

namespace Gatepost.Extraction.Formats.Office.Word;

/// <summary>The streams of a Word document, decrypted where they are encrypted with RC4 and a password fits ([MS-DOC] 2.2.6).</summary>
internal sealed class WordCipher
{
    private const int BlockOctets = 512;
    // The first octets of the document say how it is encrypted, and are in the clear.
    private const int ClearOctets = 68;
    private const int EncryptedFlag = 0x0100;
    private const int ObfuscatedFlag = 0x8000;
    private const int HeaderOctets = 4_096;

    private readonly Rc4Key? _key;

    private WordCipher(Rc4Key? key) => _key = key;

    /// <summary>Null where the document is encrypted and no password opens it.</summary>
    /// <param name="flags">Of the document's head.</param>
    /// <param name="headerLength">How long the description of the encryption is, in front of the table.</param>
    /// <param name="file">Where it lies.</param>
    /// <param name="table">The table stream, or null.</param>
    /// <param name="opened">Has passwords.</param>
    public static WordCipher? Open(int flags, uint headerLength, CompoundFile file, CompoundEntry? table, OpenedFile opened)
    {
        if ((flags & EncryptedFlag) == 0)
            return new WordCipher(null);
        if ((flags & ObfuscatedFlag) != 0 || table is null)
            return null;
        using var stream = file.OpenStream(table);
        return Rc4Key.Find(stream.ReadUpTo((int)Math.Min(headerLength, HeaderOctets)), opened.Passwords) is { } key ? new WordCipher(key) : null;
    }

    public Stream OpenDocument(Stream document) => _key is null ? document : new Rc4Stream(document, _key, BlockOctets, ClearOctets);

    public Stream OpenTable(Stream table) => _key is null ? table : new Rc4Stream(table, _key, BlockOctets, 0);
}
