using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Gatepost.Gateway.Messages;

namespace Gatepost.Gateway.Receiving;

/// <summary>
/// Our Received field (RFC 5321 section 4.4). The client's own words (HELO) stand in it, so they are cut to what a field may hold: a HELO with
/// CR, LF, parentheses or semicolons could otherwise forge the rest of the field.
/// </summary>
internal static class TraceHeader
{
    /// <summary>A domain name has at most 255 octets (RFC 5321 section 4.5.3.1.2).</summary>
    private const int MaxHeloLength = 255;

    public static string Received(MailId id, Envelope envelope, string hostName)
    {
        var text = new StringBuilder(256);
        // Who brought it: of mail that was passed on by XFORWARD the server that did so, whose own field tells where it had it from.
        var (helo, address, name) = envelope.Client?.ForwardedBy is { } server
            ? (server.Helo, server.Address, null)
            : (envelope.Helo, envelope.ClientAddress, envelope.Client?.Name);
        text.Append("Received: from ").Append(Word(helo)).Append(" (");
        if (name is not null)
            text.Append(Word(name)).Append(' ');
        text.Append(AddressLiteral(address)).Append(")\r\n");
        text.Append("\tby ").Append(hostName).Append(" (Gatepost) with ").Append(Protocol(envelope));
        text.Append("\r\n\tid ").Append(id);
        if (envelope.Tls is { } tls)
            text.Append("\r\n\t(version=").Append(Word(tls.Protocol)).Append(" cipher=").Append(Word(tls.CipherSuite)).Append(')');
        if (envelope.Recipients.Length == 1)
            AppendRecipient(text, envelope);
        text.Append(";\r\n\t").Append(envelope.ReceivedAt.UtcDateTime.ToString("ddd, d MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture));
        return text.Append("\r\n").ToString();
    }

    /// <summary>Only a single recipient is named: with several, "for" would show each of them the blind copies.</summary>
    private static void AppendRecipient(StringBuilder text, Envelope envelope)
    {
        var address = envelope.Recipients[0].Address.ToString();
        if (envelope.SmtpUtf8 || Ascii.IsValid(address))
            text.Append("\r\n\tfor <").Append(Clean(address)).Append('>');
    }

    /// <summary>RFC 3848 and RFC 6531 section 4.3.</summary>
    internal static string Protocol(Envelope envelope) => Plain(envelope) + (envelope is { IsExtended: true, Client.Account: not null } ? "A" : "");

    private static string Plain(Envelope envelope) => (envelope.SmtpUtf8, envelope.IsExtended, envelope.Tls is not null) switch
    {
        (true, _, true) => "UTF8SMTPS",
        (true, _, false) => "UTF8SMTP",
        (_, true, true) => "ESMTPS",
        (_, true, false) => "ESMTP",
        (_, false, true) => "SMTPS",
        _ => "SMTP",
    };

    private static string AddressLiteral(IPAddress? client) => client switch
    {
        null => "unknown",
        { AddressFamily: AddressFamily.InterNetworkV6 } address => $"[IPv6:{address}]",
        var address => $"[{address}]",
    };

    private static string Word(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "unknown";
        var word = new StringBuilder(text.Length);
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, MaxHeloLength)))
            word.Append(char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':' or '[' or ']' ? c : '?');
        return word.ToString();
    }

    private static string Clean(string address) => string.Concat(address.Select(c => char.IsControl(c) ? '?' : c));
}
