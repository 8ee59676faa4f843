using System.Collections.Immutable;
using Gatepost.Mail.FileTypes.Telling;

namespace Gatepost.Mail.FileTypes.Families;

/// <summary>Messages, mailboxes, calendars, address cards.</summary>
internal static class MailTypes
{
    private static readonly FamilyTable Table = new(FileFamily.Mail);

    public static ImmutableArray<KnownType> All { get; } =
    [
        Table.Packed("ole2", "msg", "Outlook message", "msg oft", "application/vnd.ms-outlook application/x-msg"),
        Table.Packed("zip", "olm", "Outlook for Mac archive", "olm", ""),
        Table.Binary("tnef", "Outlook winmail.dat (TNEF)", "dat tnef", "application/ms-tnef application/vnd.ms-tnef", Mark.Start("78 9f 3e 22")),
        Table.Binary("pst", "Outlook mailbox", "pst ost pab", "application/vnd.ms-outlook-pst", Mark.Start("'!BDN' ?? ?? ?? ?? 'SM'"), Mark.Start("'!BDN' ?? ?? ?? ?? 'SO'"), Mark.Start("'!BDN' ?? ?? ?? ?? 'AB'")),
        Table.Binary("dbx", "Outlook Express mailbox", "dbx idx", "", Mark.Start("cf ad 12 fe")),
        Table.Binary("wab", "Windows address book", "wab", "", Mark.Start("9c cb cb 8d 13 75 d2 11 91 58 00 c0 4f 79 56 a4")),
        Table.Text("ics", "calendar", "ics ical ifb icalendar", "text/calendar application/ics", "b", text => text.FirstLine().Equals("BEGIN:VCALENDAR", StringComparison.OrdinalIgnoreCase) && !text.HasLines(1, "VERSION:1.0")),
        Table.Text("vcalendar", "calendar, version 1", "vcs", "text/x-vcalendar text/calendar", "b", text => text.FirstLine().Equals("BEGIN:VCALENDAR", StringComparison.OrdinalIgnoreCase) && text.HasLines(1, "VERSION:1.0")),
        Table.Text("vcard", "address card", "vcf vcard", "text/vcard text/x-vcard text/directory", "b", text => text.FirstLine().Equals("BEGIN:VCARD", StringComparison.OrdinalIgnoreCase)),
        Table.Text("ldif", "directory entries", "ldif ldi", "text/ldif text/x-ldif", "dv#", text => text.HasLines(1, "dn: ", "dn:: ") && text.HasLines(1, "objectclass: ", "changetype: ", "mail: ", "cn: ")),
        Table.Text("mbox", "mailbox", "mbox mbx mbs", "application/mbox", "f", HeaderRules.IsMbox),
        Table.Text("mhtml", "web page with its pictures (MHTML)", "mht mhtml", "multipart/related message/rfc822 application/x-mimearchive", "fcmsdx", HeaderRules.IsMhtml),
        Table.Text("eml", "message", "eml mai emlx email", "message/rfc822 message/global", "", HeaderRules.IsMessage),
    ];
}
