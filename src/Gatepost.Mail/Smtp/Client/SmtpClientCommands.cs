using System.Globalization;
using System.Text;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Smtp.Server;

namespace Gatepost.Mail.Smtp.Client;

/// <summary>Writes MAIL and RCPT with the parameters that the next hop understands. Nothing that could end or split a command line gets in.</summary>
internal static class SmtpClientCommands
{
    /// <summary>Octets of ENVID and ORCPT values that are passed on; RFC 3461 allows 100 and 500.</summary>
    private const int MostParameterOctets = 500;

    public static string Mail(MailCommand mail, SmtpCapabilities next, bool utf8)
    {
        var line = new StringBuilder("MAIL FROM:<").Append(mail.Sender is null ? "" : Wire(mail.Sender, utf8)).Append('>');
        if (next.Size && mail.DeclaredSize is { } size)
            line.Append(CultureInfo.InvariantCulture, $" SIZE={size}");
        if (next.EightBitMime && mail.Body == SmtpBody.EightBitMime)
            line.Append(" BODY=8BITMIME");
        if (utf8)
            line.Append(" SMTPUTF8");
        if (next.Dsn && mail.Return != DsnReturn.Unspecified)
            line.Append(mail.Return == DsnReturn.Full ? " RET=FULL" : " RET=HDRS");
        if (next.Dsn && IsParameter(mail.EnvelopeId, utf8))
            line.Append(" ENVID=").Append(mail.EnvelopeId);
        return line.ToString();
    }

    public static string Recipient(RecipientCommand recipient, SmtpCapabilities next, bool utf8)
    {
        var line = new StringBuilder("RCPT TO:<").Append(Wire(recipient.Recipient, utf8)).Append('>');
        if (next.Dsn && recipient.Notify != DsnNotify.Default)
            line.Append(" NOTIFY=").Append(Words(recipient.Notify));
        if (next.Dsn && IsParameter(recipient.OriginalRecipient, utf8))
            line.Append(" ORCPT=").Append(recipient.OriginalRecipient);
        return line.ToString();
    }

    /// <summary>True when only a next hop with SMTPUTF8 can be told this address. A Unicode domain alone can be written in A-labels.</summary>
    public static bool NeedsUtf8(EmailAddress? address) => address is not null && !Ascii.IsValid(Wire(address, utf8: false));

    /// <summary>False for an address that cannot stand in a command line.</summary>
    public static bool IsSafe(EmailAddress? address)
    {
        if (address is null)
            return true;
        foreach (var c in address.LocalPart)
        {
            if (char.IsControl(c))
                return false;
        }
        foreach (var c in address.Domain)
        {
            if (char.IsControl(c) || c is ' ' or '<' or '>' or '@')
                return false;
        }
        return true;
    }

    private static string Wire(EmailAddress address, bool utf8) =>
        (utf8 || Ascii.IsValid(address.Domain) ? address : new EmailAddress(address.LocalPart, DomainName.ToAscii(address.Domain))).ToString();

    private static string Words(DsnNotify notify) => notify.HasFlag(DsnNotify.Never) ? "NEVER" : string.Join(
        ',', new[] { (DsnNotify.Success, "SUCCESS"), (DsnNotify.Failure, "FAILURE"), (DsnNotify.Delay, "DELAY") }
            .Where(pair => notify.HasFlag(pair.Item1)).Select(pair => pair.Item2));

    private static bool IsParameter(string? value, bool utf8)
    {
        if (string.IsNullOrEmpty(value) || value.Length > MostParameterOctets)
            return false;
        foreach (var c in value)
        {
            if (c <= ' ' || c == 0x7f || (c > 0x7f && (!utf8 || char.IsControl(c))))
                return false;
        }
        return true;
    }
}
