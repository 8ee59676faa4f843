using System.Collections.Immutable;
using System.Net;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Smtp;

namespace Gatepost.Gateway.Messages;

/// <summary>MAIL FROM, RCPT TO, the client and what its session proved. Immutable; part of the spool record, so members are only ever added.</summary>
public sealed record Envelope
{
    /// <summary>The session that brought the message, or an empty id for mail that the gateway made itself.</summary>
    public Guid SessionId { get; init; }

    /// <summary>The listener, by the name of the settings; <c>local</c> for mail of our own, <c>check</c> for the command.</summary>
    public required string Listener { get; init; }

    /// <summary>The client's address, or null for mail of our own.</summary>
    public IPAddress? ClientAddress { get; init; }

    /// <summary>What the client called itself.</summary>
    public string? Helo { get; init; }

    /// <summary>True when the client spoke ESMTP.</summary>
    public bool IsExtended { get; init; }

    /// <summary>The client's TLS, or null on plain text.</summary>
    public TlsState? Tls { get; init; }

    /// <summary>The reverse-path; null is <c>&lt;&gt;</c>.</summary>
    public EmailAddress? Sender { get; init; }

    /// <summary>The accepted recipients; their index names them everywhere.</summary>
    public required ImmutableArray<EnvelopeRecipient> Recipients { get; init; }

    /// <summary>BODY=.</summary>
    public SmtpBody Body { get; init; }

    /// <summary>SMTPUTF8 was asked for.</summary>
    public bool SmtpUtf8 { get; init; }

    /// <summary>RET=.</summary>
    public DsnReturn Return { get; init; }

    /// <summary>ENVID=, xtext.</summary>
    public string? EnvelopeId { get; init; }

    /// <summary>When the content began to arrive (UTC).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>What else is known of the client, or null.</summary>
    public ClientIdentity? Client { get; init; }

    /// <summary>
    /// True when the client may relay: it is in the listener's relay networks, or has proved who it is by AUTH or a certificate. Of mail that a server passes on by
    /// XFORWARD, whether the client of that server may.
    /// </summary>
    public bool IsRelayClient { get; init; }
}

/// <summary>One recipient of an envelope.</summary>
/// <param name="Address">The forward-path.</param>
/// <param name="Notify">NOTIFY=.</param>
/// <param name="OriginalRecipient">ORCPT=, as it came.</param>
public sealed record EnvelopeRecipient(EmailAddress Address, DsnNotify Notify = DsnNotify.Default, string? OriginalRecipient = null);
