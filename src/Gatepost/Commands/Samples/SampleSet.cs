using System.IO.Compression;
using System.Text;
using MimeKit;
using MimeKit.Utils;

namespace Gatepost.Commands.Samples;

/// <summary>The messages of <c>samples send</c>. Nothing in them is dangerous: EICAR and GTUBE are strings that every filter knows as a test.</summary>
internal sealed class SampleSet(string recipient, TimeProvider time)
{
    private const string Stranger = "sender@example.com";

    /// <summary>Put together here, so that no virus scanner takes our own program for infected (https://www.eicar.org).</summary>
    private static readonly string Eicar = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE" + "!$H+H*";

    /// <summary>https://spamassassin.apache.org/gtube/</summary>
    private static readonly string Gtube = "XJS*C4JDBQADN1.NSBN3*2IDNEN*" + "GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL" + "*C.34X";

    public IReadOnlyList<SampleMessage> All =>
    [
        Make("clean", Stranger, "Lunch on Thursday?", "Shall we say half past twelve?"),
        Make("virus (EICAR test file)", Stranger, "Your invoice", "See the attached file.", ("invoice.com", Encoding.ASCII.GetBytes(Eicar))),
        Make("virus in a zip", Stranger, "Your scanned document", "It is in the archive.", ("scan.zip", Zip("document.com", Encoding.ASCII.GetBytes(Eicar)))),
        Make("virus in a zip in a zip", Stranger, "Holiday pictures", "Unpack twice.", ("pictures.zip", Zip("inner.zip", Zip("picture.com", Encoding.ASCII.GetBytes(Eicar))))),
        Make("spam (GTUBE test line)", Stranger, "You have won", Gtube),
        Make("forbidden extension", Stranger, "The new time sheet", "Please run it.", ("timesheet.js", "WScript.Echo('hello');"u8.ToArray())),
        Make("spoofed sender", "ceo@" + Domain, "Urgent payment", "Please transfer 48,000 today and tell nobody. Are you at your desk?"),
        Make("card numbers", Stranger, "Booking", "Please charge my card 4111 1111 1111 1111, valid to 12/29, or 5500 0055 5555 5559."),
        Make("Chinese subject", Stranger, "关于下周会议的安排", "您好，会议改到星期三下午两点。"),
        Make("Japanese subject", Stranger, "来週の打ち合わせについて", "お世話になっております。水曜日の十四時でお願いいたします。"),
        Make("Russian subject", Stranger, "Встреча на следующей неделе", "Добрый день! Встречаемся в среду в два часа."),
    ];

    private string Domain => recipient[(recipient.LastIndexOf('@') + 1)..];

    private SampleMessage Make(string title, string sender, string subject, string text, params (string Name, byte[] Octets)[] files)
    {
        var message = new MimeMessage { Subject = subject, Date = time.GetUtcNow(), MessageId = MimeUtils.GenerateMessageId("samples.example.com") };
        message.From.Add(MailboxAddress.Parse(sender));
        message.To.Add(MailboxAddress.Parse(recipient));
        var body = new BodyBuilder { TextBody = text + "\r\n" };
        foreach (var (name, octets) in files)
            body.Attachments.Add(name, octets, new ContentType("application", "octet-stream"));
        message.Body = body.ToMessageBody();
        using var stream = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        format.EnsureNewLine = true;
        message.WriteTo(format, stream);
        return new SampleMessage(title, sender, subject, stream.ToArray());
    }

    private static byte[] Zip(string name, byte[] octets)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry(name).Open();
            entry.Write(octets);
        }
        return stream.ToArray();
    }
}
