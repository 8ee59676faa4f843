using System.Buffers;
using System.Text;

namespace Gatepost.Mail.Dsn;

/// <summary>
/// Writes delivery status notifications: <c>multipart/report</c> of words for people, fields for programs and the message's header (RFC 3462, RFC 3464,
/// RFC 6533 where an address is not ASCII). Written by hand, since every octet of it is known; nothing that a next hop or a sender said can add a
/// field or a part.
/// </summary>
public static class DsnWriter
{
    /// <summary>RFC 5322 section 2.1.1: a line has at most 998 octets; a character has up to three.</summary>
    private const int LongestText = 300;

    /// <summary>The Subject that <see cref="Write"/> gives the report.</summary>
    public static string SubjectOf(DsnReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return DsnWords.Subject(report);
    }

    /// <summary>The report, with CRLF lines, ready for DATA.</summary>
    public static ReadOnlyMemory<byte> Write(DsnReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var unicode = report.IsUnicode;
        var boundary = $"report-{report.Id}";
        var octets = new ArrayBufferWriter<byte>(4_096 + report.Original.Length);
        Text(octets, Header(report, boundary));
        Part(octets, boundary, "text/plain; charset=utf-8", "Notification", ForPeople(report));
        Part(octets, boundary, unicode ? "message/global-delivery-status" : "message/delivery-status", "Delivery report", DsnFields.Write(report, unicode));
        Original(octets, report, boundary, unicode);
        Text(octets, $"--{boundary}--\r\n");
        return octets.WrittenMemory;
    }

    private static string Header(DsnReport report, string boundary)
    {
        var header = new StringBuilder();
        Line(header, $"From: Mail Delivery System <MAILER-DAEMON@{report.HostName}>");
        Line(header, $"To: <{DsnFields.Clean(report.To.ToString(), LongestText)}>");
        Line(header, $"Subject: {DsnWords.Subject(report)}");
        Line(header, $"Date: {MailDate.Format(report.Date)}");
        Line(header, $"Message-ID: <{report.Id}@{report.HostName}>");
        Line(header, "Auto-Submitted: auto-replied");
        Line(header, "MIME-Version: 1.0");
        Line(header, "Content-Type: multipart/report; report-type=delivery-status;");
        Line(header, $"\tboundary=\"{boundary}\"");
        Line(header, "");
        return header.ToString();
    }

    private static string ForPeople(DsnReport report)
    {
        var text = new StringBuilder();
        Line(text, $"This is the mail system at {report.HostName}.");
        Line(text, "");
        Line(text, DsnWords.Opening(report));
        foreach (var recipient in report.Recipients)
            Recipient(text, recipient, report.Action);
        if (report.Subject is { Length: > 0 } subject)
        {
            Line(text, "");
            Line(text, $"Subject of the message: {DsnFields.Clean(subject, LongestText)}");
        }
        Line(text, "");
        Line(text, $"If you need help, ask your administrator, and name this id: {report.Reference}");
        return text.ToString();
    }

    private static void Recipient(StringBuilder text, DsnRecipient recipient, DsnAction action)
    {
        Line(text, "");
        Line(text, $"<{DsnFields.Clean(recipient.Address.ToString(), LongestText)}>");
        if (action is DsnAction.Delivered or DsnAction.Relayed)
            return;
        if (DsnWords.Meaning(recipient.Status) is { } meaning)
            Line(text, $"    {meaning}");
        if (recipient.Reply is { } reply)
        {
            Line(text, recipient.RemoteMta is { } who ? $"    The server {DsnFields.Clean(who, LongestText)} said:" : "    The server said:");
            Line(text, $"    {DsnFields.Clean(reply.ToString(), LongestText)}");
        }
        else if (recipient.Trouble is { } trouble)
        {
            Line(text, $"    {DsnFields.Clean(trouble, LongestText)}");
        }
    }

    private static void Original(ArrayBufferWriter<byte> octets, DsnReport report, string boundary, bool unicode)
    {
        var type = (report.IsWhole, unicode) switch
        {
            (true, false) => "message/rfc822",
            (true, true) => "message/global",
            (false, false) => "text/rfc822-headers",
            (false, true) => "message/global-headers",
        };
        var original = report.Original.Span;
        PartHeader(octets, boundary, type, report.IsWhole ? "Undelivered message" : "Header of the message", Ascii.IsValid(original));
        octets.Write(original);
        if (!original.EndsWith("\r\n"u8))
            octets.Write("\r\n"u8);
        octets.Write("\r\n"u8);
    }

    private static void Part(ArrayBufferWriter<byte> octets, string boundary, string type, string description, string body)
    {
        PartHeader(octets, boundary, type, description, Ascii.IsValid(body));
        Text(octets, body);
        octets.Write("\r\n"u8);
    }

    private static void PartHeader(ArrayBufferWriter<byte> octets, string boundary, string type, string description, bool ascii)
    {
        Text(octets, $"--{boundary}\r\nContent-Type: {type}\r\nContent-Description: {description}\r\n");
        Text(octets, ascii ? "\r\n" : "Content-Transfer-Encoding: 8bit\r\n\r\n");
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append("\r\n");

    private static void Text(ArrayBufferWriter<byte> octets, string text) => Encoding.UTF8.GetBytes(text, octets);
}
