using System.Text;

namespace Gatepost.EndToEnd.Tests;

/// <summary>Messages with a meaning. The test strings stand in halves, so that no scanner takes this file for what it tests.</summary>
internal static class TestMail
{
    public const string Eicar = @"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*";
    public const string Gtube = "XJS*C4JDBQADN1.NSBN3*2IDNEN*" + "GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";

    /// <summary>With an attached file.</summary>
    public static string WithAttachment(string subject, string name, byte[] content) =>
        $"""
         From: <sender@sender.example>
         To: <user@example.org>
         Subject: {subject}
         Message-ID: <{Guid.NewGuid():N}@sender.example>
         Date: Tue, 24 Nov 2026 12:00:00 +0000
         MIME-Version: 1.0
         Content-Type: multipart/mixed; boundary="b"

         --b
         Content-Type: text/plain

         See the file.
         --b
         Content-Type: application/octet-stream; name="{name}"
         Content-Disposition: attachment; filename="{name}"
         Content-Transfer-Encoding: base64

         {Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks).Replace("\r\n", "\n", StringComparison.Ordinal)}
         --b--

         """.ReplaceLineEndings("\r\n");

    public static string WithEicar(string subject) => WithAttachment(subject, "eicar.com", Encoding.ASCII.GetBytes(Eicar));
}
