using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Tests.Formats.Pdf;

/// <summary>The first form of encryption (ISO 32000-1, section 7.6.3, revision 2), which every reader knows.</summary>
[SuppressMessage("Security", "CA5351", Justification = "The format has no other.")]
public sealed class EncryptedPdfTests
{
    private const int Permissions = -4;
    private static readonly byte[] Identifier = Encoding.ASCII.GetBytes("0123456789abcdef");
    private static readonly byte[] Padding = Convert.FromHexString("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A");

    [Fact]
    public void One_that_only_forbids_printing_is_read()
    {
        var answer = Patient.Open(Encrypted("")).Answer;

        Assert.Contains(answer.Links, link => link.Url == "https://secret.example/");
        Assert.Empty(answer.Problems);
    }

    [Fact]
    public void A_password_of_the_message_opens_it_and_without_it_is_encrypted()
    {
        var document = Encrypted("Rechnung2026");

        var problem = Assert.Single(Patient.Open(document, "wrong", "other").Problems);
        Assert.Equal(PartProblemKind.Encrypted, problem.Kind);
        Assert.Contains(Patient.Open(document, "wrong", "Rechnung2026").Answer.Links, link => link.Url == "https://secret.example/");
    }

    private static byte[] Encrypted(string password)
    {
        var user = Padded(password);
        var owner = Cipher(MD5.HashData(Padded("owner"))[..5], user);
        var permissions = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(permissions, Permissions);
        var key = MD5.HashData([.. user, .. owner, .. permissions, .. Identifier])[..5];
        var sample = new PdfSample();
        // The action is object 6, the dictionary of encryption object 7.
        var action = sample.Add($"<< /S /URI /URI <{Convert.ToHexString(Cipher(KeyOf(key, 6), "https://secret.example/"u8.ToArray()))}> >>");
        sample.Page = $"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A {action} 0 R >>]";
        var number = sample.Add($"<< /Filter /Standard /V 1 /R 2 /O <{Convert.ToHexString(owner)}> /U <{Convert.ToHexString(Cipher(key, Padding))}> /P {Permissions} >>");
        sample.Trailer = $"/Encrypt {number} 0 R /ID [<{Convert.ToHexString(Identifier)}> <{Convert.ToHexString(Identifier)}>]";
        return sample.ToArray();
    }

    private static byte[] KeyOf(byte[] key, int number) => MD5.HashData([.. key, (byte)number, (byte)(number >> 8), (byte)(number >> 16), 0, 0])[..10];

    private static byte[] Padded(string password) => [.. Encoding.Latin1.GetBytes(password).Concat(Padding).Take(32)];

    /// <summary>RC4.</summary>
    private static byte[] Cipher(byte[] key, byte[] octets)
    {
        var state = Enumerable.Range(0, 256).Select(value => (byte)value).ToArray();
        for (int index = 0, other = 0; index < 256; index++)
        {
            other = (other + state[index] + key[index % key.Length]) & 255;
            (state[index], state[other]) = (state[other], state[index]);
        }
        var output = new byte[octets.Length];
        for (int at = 0, index = 0, other = 0; at < octets.Length; at++)
        {
            index = (index + 1) & 255;
            other = (other + state[index]) & 255;
            (state[index], state[other]) = (state[other], state[index]);
            output[at] = (byte)(octets[at] ^ state[(state[index] + state[other]) & 255]);
        }
        return output;
    }
}
