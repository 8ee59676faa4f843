using System.Globalization;
using System.IO.Compression;
using System.Text;
using Gatepost.Mail.Mime;

namespace Gatepost.Testing.Messages;

/// <summary>Builds the octets of small messages for tests, so that a test shows only what it is about.</summary>
public static class TestMessage
{
    /// <summary>The boundary of <see cref="Mixed"/>.</summary>
    public const string Boundary = "=_test_boundary";

    /// <summary>A message of one text part.</summary>
    public static string Plain(string body, string subject = "Test") =>
        $"From: a@example.com\r\nTo: b@example.org\r\nSubject: {subject}\r\n\r\n{body}\r\n";

    /// <summary>A multipart/mixed of entities, each with its own header.</summary>
    public static string Mixed(params string[] entities)
    {
        var message = new StringBuilder("From: a@example.com\r\nTo: b@example.org\r\nSubject: Test\r\nMIME-Version: 1.0\r\n");
        message.Append(CultureInfo.InvariantCulture, $"Content-Type: multipart/mixed; boundary=\"{Boundary}\"\r\n\r\n");
        foreach (var entity in entities)
            message.Append(CultureInfo.InvariantCulture, $"--{Boundary}\r\n{entity}\r\n");
        return message.Append(CultureInfo.InvariantCulture, $"--{Boundary}--\r\n").ToString();
    }

    /// <summary>A text/plain entity.</summary>
    public static string TextPart(string body) => $"Content-Type: text/plain; charset=utf-8\r\n\r\n{body}";

    /// <summary>An attachment in base64.</summary>
    public static string Attachment(string name, byte[] octets, string type = "application/octet-stream") =>
        $"Content-Type: {type}\r\nContent-Disposition: attachment; filename=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + Convert.ToBase64String(octets, Base64FormattingOptions.InsertLineBreaks);

    /// <summary>A zip of files.</summary>
    public static byte[] Zip(params (string Name, byte[] Octets)[] files)
    {
        using var output = new MemoryStream();
        using (var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, octets) in files)
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.Optimal).Open();
                entry.Write(octets);
            }
        }
        return output.ToArray();
    }

    /// <summary>Octets in memory; the text is taken as UTF-8.</summary>
    public static MemoryContent Content(string message) => new(Encoding.UTF8.GetBytes(message));

    /// <summary>The EICAR test file, put together here so that no scanner takes the test for a virus.</summary>
    public static string Eicar { get; } = string.Concat("X5O!P%@AP[4\\PZX54(P^)7CC)", "7}$EICAR-STANDARD-ANTIVIRUS", "-TEST-FILE!$H+H*");

    /// <summary>GTUBE.</summary>
    public static string Gtube { get; } = string.Concat("XJS*C4JDBQADN1.NSBN3*2IDNEN*", "GTUBE-STANDARD-ANTI-UBE-TEST-", "EMAIL*C.34X");
}
