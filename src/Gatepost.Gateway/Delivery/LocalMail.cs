using System.Buffers;
using System.Collections.Immutable;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Dsn;
using Gatepost.Mail.Smtp;

namespace Gatepost.Gateway.Delivery;

/// <summary>Mail that the gateway writes itself.</summary>
public sealed record LocalMessage
{
    /// <summary>Header and body, CRLF lines, all trace fields but Received among them.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>The reverse-path; null is <c>&lt;&gt;</c>, as reports and other automatic mail have it.</summary>
    public EmailAddress? Sender { get; init; }

    /// <summary>To whom.</summary>
    public required ImmutableArray<EnvelopeRecipient> Recipients { get; init; }

    /// <summary>Decoded, for lists.</summary>
    public string? Subject { get; init; }

    /// <summary>With angle brackets.</summary>
    public string? MessageIdHeader { get; init; }

    /// <summary>True when header or addresses need SMTPUTF8.</summary>
    public bool SmtpUtf8 { get; init; }

    /// <summary>Where it goes when it is about a message of a front that named its next hop; null = by the routes.</summary>
    public SpoolNextHop? NextHop { get; init; }

    /// <summary>Why it was written, as the reason of its outcome.</summary>
    public required string Why { get; init; }
}

/// <summary>
/// Puts mail of our own into the spool, uninspected, and on its way. Thread-safe.
/// </summary>
/// <param name="spool">Where it goes.</param>
/// <param name="dispatch">Offers the committed entry to the carriers.</param>
/// <param name="log">The message log.</param>
/// <param name="policy">Tells directions.</param>
/// <param name="settings">Our name.</param>
/// <param name="time">The clock.</param>
public sealed class LocalMail(
    MailSpool spool, Action<SpoolEntry> dispatch, IMessageLog log, PolicySource policy, GatewaySettings settings, TimeProvider time)
{
    /// <summary>The listener that envelopes of our own mail name.</summary>
    public const string Listener = "local";

    /// <summary>Returns the id when the message is durable. <see cref="IOException"/> = it is not, and nothing of it is left.</summary>
    public async Task<MailId> SubmitAsync(LocalMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var id = MailId.New(time);
        var record = RecordOf(id, message);
        await using var intake = spool.BeginIntake(id);
        await intake.WriteAsync(new ReadOnlySequence<byte>(message.Content), cancellationToken);
        var entry = await spool.CommitAsync(intake, record, cancellationToken);
        log.Append(LineOf(entry, message));
        dispatch(entry);
        return id;
    }

    private SpoolRecord RecordOf(MailId id, LocalMessage message)
    {
        var now = time.GetUtcNow();
        return new SpoolRecord
        {
            Id = id,
            Envelope = new Envelope
            {
                Listener = Listener,
                Sender = message.Sender,
                Recipients = message.Recipients,
                Body = System.Text.Ascii.IsValid(message.Content.Span) ? SmtpBody.SevenBit : SmtpBody.EightBitMime,
                SmtpUtf8 = message.SmtpUtf8,
                ReceivedAt = now,
            },
            Trace = $"Received: by {settings.HostName} (Gatepost) id {id};\r\n\t{MailDate.Format(now)}\r\n",
            Subject = message.Subject,
            MessageIdHeader = message.MessageIdHeader,
            Copies =
            [
                new SpoolCopy(0, SpoolOutcome.Deliver, [.. Enumerable.Range(0, message.Recipients.Length)], [], Reason: message.Why, NextHop: message.NextHop),
            ],
        };
    }

    private MessageLogged LineOf(SpoolEntry entry, LocalMessage message)
    {
        var domains = policy.Current.InternalDomains;
        return new MessageLogged
        {
            At = entry.Record.Envelope.ReceivedAt,
            MailId = entry.Id,
            Listener = Listener,
            Sender = message.Sender?.ToString() ?? "",
            Subject = message.Subject,
            MessageIdHeader = message.MessageIdHeader,
            Size = entry.ContentLength,
            Accepted = true,
            Recipients =
            [
                .. message.Recipients.Select(recipient => new RecipientLogged(
                    recipient.Address.ToString(), domains.Contains(recipient.Address) ? Direction.Incoming : Direction.Outgoing,
                    Disposition.Deliver, null, null, RecipientStatus.Queued)),
            ],
        };
    }
}
