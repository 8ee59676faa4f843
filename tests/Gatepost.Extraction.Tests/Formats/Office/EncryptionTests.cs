using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Gatepost.Extraction.Formats.Office.Encryption;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Tests.Formats.Office;

public sealed class EncryptionTests
{
    private static readonly byte[] Salt = [.. Enumerable.Range(1, 16).Select(number => (byte)number)];

    private static byte[] Number(int value) => BitConverter.GetBytes(value);

#pragma warning disable CA5350, CA5351, CA5358
    /// <summary>Standard encryption, the other way round ([MS-OFFCRYPTO] 2.3.4.7).</summary>
    private static byte[] Standard(string password, byte[] package)
    {
        byte[] round = [0, 0, 0, 0, .. SHA1.HashData([.. Salt, .. Encoding.Unicode.GetBytes(password)])];
        for (var count = 0; count < 50_000; count++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(round, count);
            SHA1.HashData(round).CopyTo(round, 4);
        }
        var final = SHA1.HashData([.. round[4..], 0, 0, 0, 0]);
        using var aes = Aes.Create();
        aes.Key = SHA1.HashData([.. Enumerable.Range(0, 64).Select(index => (byte)(0x36 ^ (index < 20 ? final[index] : 0)))])[..16];
        byte[] header = [.. new byte[16], .. Number(128), .. new byte[12]];
        byte[] hash = [.. SHA1.HashData(Salt), .. new byte[12]];
        byte[] description = [4, 0, 2, 0, 36, 0, 0, 0, .. Number(header.Length), .. header, .. Number(16), .. Salt, .. aes.EncryptEcb(Salt, PaddingMode.None), .. Number(20), .. aes.EncryptEcb(hash, PaddingMode.None)];
        byte[] padded = [.. package, .. new byte[16 - (package.Length % 16)]];
        return new CompoundSample().Stream("EncryptionInfo", description).Stream("EncryptedPackage", [.. BitConverter.GetBytes((long)package.Length), .. aes.EncryptEcb(padded, PaddingMode.None)]).ToArray();
    }

    private static byte[] Package => [.. "PK\u0003\u0004"u8, .. Enumerable.Range(0, 9_000).Select(index => (byte)index)];

    [Fact]
    public void A_password_of_the_message_opens_the_package()
    {
        var opened = OpenedDocument.Of(Standard("S3cret", Package), "wrong", "S3cret");
        Assert.Equal(Package, opened.Members[0]);
        Assert.True(opened.Answer.Nodes[0].IsEncrypted);
        Assert.False(opened.HasProblem(PartProblemKind.Encrypted));
    }

    [Fact]
    public void The_password_that_Office_tries_is_tried() => Assert.Equal(Package, OpenedDocument.Of(Standard("VelvetSweatshop", Package)).Members[0]);

    [Fact]
    public void Without_the_password_it_says_so()
    {
        var opened = OpenedDocument.Of(Standard("S3cret", Package), "wrong");
        Assert.Empty(opened.Members);
        Assert.True(opened.HasProblem(PartProblemKind.Encrypted));
    }

    [Fact]
    public void So_many_rounds_that_they_would_never_end_are_not_made()
    {
        var xml = "<encryption><keyData saltSize='16' blockSize='16' keyBits='256' hashSize='64' cipherAlgorithm='AES' cipherChaining='ChainingModeCBC' hashAlgorithm='SHA512' saltValue='AAAAAAAAAAAAAAAAAAAAAA=='/>"
            + "<encryptedKey spinCount='2000000000' saltSize='16' blockSize='16' keyBits='256' hashSize='64' cipherAlgorithm='AES' cipherChaining='ChainingModeCBC' hashAlgorithm='SHA512' saltValue='AAAAAAAAAAAAAAAAAAAAAA==' encryptedVerifierHashInput='AAAAAAAAAAAAAAAAAAAAAA==' encryptedVerifierHashValue='AAAA' encryptedKeyValue='AAAA'/></encryption>";
        var opened = OpenedDocument.Of(new CompoundSample().Stream("EncryptionInfo", [4, 0, 4, 0, 0x40, 0, 0, 0, .. Encoding.UTF8.GetBytes(xml)]).Stream("EncryptedPackage", new byte[100]).ToArray());
        Assert.True(opened.HasProblem(PartProblemKind.Encrypted));
    }

    private static byte[] Record(int id, params byte[] octets) => [(byte)id, (byte)(id >> 8), (byte)octets.Length, (byte)(octets.Length >> 8), .. octets];

    /// <summary>RC4 with 40 bits ([MS-OFFCRYPTO] 2.3.6.2): keys of blocks from the password.</summary>
    private static byte[] BlockKey(string password, int block)
    {
        byte[] once = [.. MD5.HashData(Encoding.Unicode.GetBytes(password))[..5], .. Salt];
        var basis = MD5.HashData([.. Enumerable.Repeat(once, 16).SelectMany(part => part)])[..5];
        return MD5.HashData([.. basis, .. Number(block)]);
    }

    private static byte[] Workbook(string password)
    {
        byte[] verifier = [.. Salt.Reverse()];
        byte[] both = [.. verifier, .. MD5.HashData(verifier)];
        new Rc4(BlockKey(password, 0)).Apply(both);
        List<byte> book = [.. Record(0x809, 0, 6, 5, 0), .. Record(0x2F, [1, 0, 1, 0, 1, 0, .. Salt, .. both])];
        // Longer than a block, so that the key changes within.
        for (var index = 0; index < 100; index++)
        {
            var text = $"cell {index} of the book";
            var cell = Record(0x204, [.. new byte[6], (byte)text.Length, 0, 0, .. Encoding.ASCII.GetBytes(text)]);
            Encrypt(password, cell, book.Count);
            book.AddRange(cell);
        }
        return [.. book];
    }

    private static void Encrypt(string password, byte[] record, int begin)
    {
        for (var index = 4; index < record.Length; index++)
        {
            var cipher = new Rc4(BlockKey(password, (begin + index) / 1_024));
            cipher.Skip((begin + index) % 1_024);
            cipher.Apply(record.AsSpan(index, 1));
        }
    }

    [Theory]
    [InlineData("VelvetSweatshop")]
    [InlineData("S3cret")]
    public void Workbooks_with_RC4_are_read(string password)
    {
        var opened = OpenedDocument.Of(new CompoundSample().Stream("Workbook", Workbook(password)).ToArray(), "S3cret");
        Assert.Equal(string.Concat(Enumerable.Range(0, 100).Select(index => $"cell {index} of the book\n")), opened.Text);
        Assert.Empty(opened.Answer.Problems);
    }

    [Fact]
    public void Workbooks_whose_password_is_unknown_say_so()
    {
        var opened = OpenedDocument.Of(new CompoundSample().Stream("Workbook", Workbook("S3cret")).ToArray());
        Assert.Equal("", opened.Text);
        Assert.True(opened.HasProblem(PartProblemKind.Encrypted));
    }

    /// <summary>The whole of two streams under keys for each 512 octets ([MS-DOC] 2.2.6.2), but for the first 68 octets of the document.</summary>
    private static byte[] Document(string password)
    {
        var text = string.Concat(Enumerable.Range(0, 60).Select(index => $"word {index} "));
        var document = new byte[0x800 + (text.Length * 2)];
        BinaryPrimitives.WriteUInt16LittleEndian(document.AsSpan(2), 0xC1);
        BinaryPrimitives.WriteUInt16LittleEndian(document.AsSpan(0x0A), 0x0300);
        byte[] verifier = [.. Salt.Reverse()];
        byte[] both = [.. verifier, .. MD5.HashData(verifier)];
        new Rc4(BlockKey(password, 0)).Apply(both);
        byte[] description = [1, 0, 1, 0, .. Salt, .. both];
        BinaryPrimitives.WriteInt32LittleEndian(document.AsSpan(0x0E), description.Length);
        BinaryPrimitives.WriteInt32LittleEndian(document.AsSpan(0x1A2), description.Length);
        byte[] pieces = [2, 16, 0, 0, 0, .. Number(0), .. Number(text.Length), 0, 0, .. Number(0x800), 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(document.AsSpan(0x1A6), pieces.Length);
        Encoding.Unicode.GetBytes(text, document.AsSpan(0x800));
        byte[] table = [.. description, .. pieces];
        EncryptBlocks(password, document, 68);
        EncryptBlocks(password, table, description.Length);
        return new CompoundSample().Stream("WordDocument", document).Stream("1Table", table).ToArray();
    }

    private static void EncryptBlocks(string password, byte[] octets, int clear)
    {
        for (var at = clear; at < octets.Length; at++)
        {
            var cipher = new Rc4(BlockKey(password, at / 512));
            cipher.Skip(at % 512);
            cipher.Apply(octets.AsSpan(at, 1));
        }
    }

#pragma warning restore CA5350, CA5351, CA5358

    [Fact]
    public void Documents_of_Word_with_RC4_are_read()
    {
        var octets = Document("S3cret");
        Assert.EndsWith("word 58 word 59 ", OpenedDocument.Of(octets, "S3cret").Text, StringComparison.Ordinal);
        Assert.True(OpenedDocument.Of(octets, "wrong").HasProblem(PartProblemKind.Encrypted));
    }

    [Fact]
    public void Rc4_is_the_cipher_that_it_is_called()
    {
        // RFC 6229 section 2, the key of 40 bits.
        var octets = new byte[16];
        new Rc4([1, 2, 3, 4, 5]).Apply(octets);
        Assert.Equal(Convert.FromHexString("b2396305f03dc027ccc3524a0a1118a8"), octets);
    }
}
