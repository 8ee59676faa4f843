using System.Collections.Immutable;
using System.Net;
using Gatepost.Gateway.Messages;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Mime;
using MimeKit;

namespace Gatepost.Commands.Check;

/// <summary>The envelope of a message that lies in a file: what the user said, else what its header says.</summary>
internal static class CheckEnvelope
{
    /// <summary>Recipients that are taken from a header; a real session has a thousand at most.</summary>
    private const int MostRecipients = 1_000;

    /// <summary>Stands in where no recipient can be found: the one address that every host has (RFC 5321 section 4.1.1.3).</summary>
    private static readonly EmailAddress Nobody = new("postmaster", "");

    public static Envelope Of(CheckOptions options, MessageHeaders headers, DateTimeOffset now)
    {
        var sender = options.From is { } from ? Address(from) : Address(headers.Find("Return-Path")?.Value);
        var recipients = options.To.Length > 0 ? options.To.Select(Address) : HeaderRecipients(headers);
        var unique = recipients.OfType<EmailAddress>().Distinct().Take(MostRecipients).ToArray();
        return new Envelope
        {
            Listener = "check",
            ClientAddress = options.ClientIp is { } ip ? IPAddress.Parse(ip) : null,
            Helo = options.Helo,
            IsExtended = true,
            Sender = sender,
            Recipients = [.. (unique.Length > 0 ? unique : [Nobody]).Select(address => new EnvelopeRecipient(address))],
            ReceivedAt = now,
            IsRelayClient = options.Direction == Direction.Outgoing,
        };
    }

    /// <summary>Our id, when the message went through a gateway before: it stands in the newest Received field that we wrote.</summary>
    public static MailId? IdOf(MessageHeaders headers)
    {
        foreach (var field in headers.Fields)
        {
            if (!field.Name.Equals("Received", StringComparison.OrdinalIgnoreCase) || !field.Value.Contains("(Gatepost)", StringComparison.Ordinal))
                continue;
            var words = field.Value.Split((char[])[' ', '\t', ';'], StringSplitOptions.RemoveEmptyEntries);
            for (var i = 0; i + 1 < words.Length; i++)
            {
                if (words[i] == "id" && MailId.TryParse(words[i + 1], out var id))
                    return id;
            }
        }
        return null;
    }

    private static IEnumerable<EmailAddress?> HeaderRecipients(MessageHeaders headers)
    {
        var delivered = headers.Fields.Where(field => Is(field, "Delivered-To")).Select(field => Address(field.Value)).OfType<EmailAddress>().ToArray();
        return delivered.Length > 0
            ? delivered
            : headers.Fields.Where(field => Is(field, "To") || Is(field, "Cc")).SelectMany(field => Mailboxes(field.Value));
    }

    private static bool Is(HeaderField field, string name) => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<EmailAddress?> Mailboxes(string value) =>
        InternetAddressList.TryParse(value, out var list) ? list.Mailboxes.Select(mailbox => Address(mailbox.Address)) : [];

    private static EmailAddress? Address(string? text) =>
        SmtpAddressParser.TryParse(text?.Trim().TrimStart('<').TrimEnd('>'), out var address) ? address : null;
}
