using System.Text;
using Gatepost.Mail.Smtp;

namespace Gatepost.Mail.Dsn;

/// <summary>The part of a report that programs read (RFC 3464 section 2; RFC 6533 section 3 for Unicode).</summary>
internal static class DsnFields
{
    /// <summary>Characters of one value: with three octets each it stays a legal line of 998.</summary>
    private const int LongestValue = 300;

    public static string Write(DsnReport report, bool unicode)
    {
        var fields = new StringBuilder();
        Field(fields, "Reporting-MTA", $"dns; {report.HostName}", unicode);
        if (report.EnvelopeId is { } id)
            Field(fields, "Original-Envelope-Id", Xtext.DecodeLeniently(id), unicode);
        Field(fields, "Arrival-Date", MailDate.Format(report.ArrivedAt), unicode);
        foreach (var recipient in report.Recipients)
            Recipient(fields, report, recipient, unicode);
        return fields.ToString();
    }

    /// <summary>One line without control characters, cut to a length.</summary>
    public static string Clean(string text, int most)
    {
        var clean = string.Create(text.Length, text, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
                target[i] = char.IsControl(source[i]) || source[i] is '\u2028' or '\u2029' ? ' ' : source[i];
        });
        if (clean.Length <= most)
            return clean;
        return char.IsHighSurrogate(clean[most - 1]) ? clean[..(most - 1)] : clean[..most];
    }

    private static void Recipient(StringBuilder fields, DsnReport report, DsnRecipient recipient, bool unicode)
    {
        fields.Append("\r\n");
        if (recipient.OriginalRecipient is { } original)
            Field(fields, "Original-Recipient", OriginalRecipient(original), unicode);
        var address = recipient.Address.ToString();
        Field(fields, "Final-Recipient", $"{(Ascii.IsValid(address) ? "rfc822" : "utf-8")}; {address}", unicode);
        Field(fields, "Action", report.Action switch
        {
            DsnAction.Failed => "failed",
            DsnAction.Delayed => "delayed",
            DsnAction.Relayed => "relayed",
            _ => "delivered",
        }, unicode);
        Field(fields, "Status", recipient.Status.ToString(), unicode);
        if (recipient.RemoteMta is { } remote)
            Field(fields, "Remote-MTA", $"dns; {remote}", unicode);
        if (recipient.Reply is { } reply)
            Field(fields, "Diagnostic-Code", $"smtp; {reply}", unicode);
        else if (recipient.Trouble is { } trouble)
            Field(fields, "Diagnostic-Code", $"x-gatepost; {trouble}", unicode);
        if (recipient.LastAttempt is { } last)
            Field(fields, "Last-Attempt-Date", MailDate.Format(last), unicode);
        if (report is { Action: DsnAction.Delayed, RetriedUntil: { } until })
            Field(fields, "Will-Retry-Until", MailDate.Format(until), unicode);
    }

    /// <summary>ORCPT is <c>type;xtext</c>; the report has the type, and the address decoded.</summary>
    private static string OriginalRecipient(string original)
    {
        var semicolon = original.IndexOf(';', StringComparison.Ordinal);
        return semicolon < 0 ? $"rfc822; {Xtext.DecodeLeniently(original)}" : $"{original[..semicolon]}; {Xtext.DecodeLeniently(original[(semicolon + 1)..])}";
    }

    private static void Field(StringBuilder fields, string name, string value, bool unicode)
    {
        var clean = Clean(value, LongestValue);
        fields.Append(name).Append(": ").Append(unicode ? clean : OnlyAscii(clean)).Append("\r\n");
    }

    /// <summary>message/delivery-status is US-ASCII; what a next hop said in other letters stands in the text for people.</summary>
    private static string OnlyAscii(string text) => Ascii.IsValid(text) ? text : string.Concat(text.Select(c => c < 0x80 ? c : '?'));
}
