using System.Collections.Immutable;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Smtp;

namespace Gatepost.Mail.Dsn;

/// <summary>What a delivery status notification tells of a recipient (RFC 3464 section 2.3.3).</summary>
public enum DsnAction
{
    /// <summary>Not delivered, and never will be.</summary>
    Failed = 0,

    /// <summary>Not yet delivered; we go on trying.</summary>
    Delayed,

    /// <summary>Delivered into a mailbox.</summary>
    Delivered,

    /// <summary>Handed to a server that makes no such reports.</summary>
    Relayed,
}

/// <summary>One recipient of a report.</summary>
public sealed record DsnRecipient
{
    /// <summary>The address as we had it.</summary>
    public required EmailAddress Address { get; init; }

    /// <summary>ORCPT as it came (<c>rfc822;xtext</c>), or null.</summary>
    public string? OriginalRecipient { get; init; }

    /// <summary>The enhanced status; its class must fit the action.</summary>
    public required EnhancedStatus Status { get; init; }

    /// <summary>The next hop that answered, or null when none did.</summary>
    public string? RemoteMta { get; init; }

    /// <summary>The next hop's reply, or null when it said nothing.</summary>
    public SmtpReply? Reply { get; init; }

    /// <summary>What went wrong, when there is no reply to quote.</summary>
    public string? Trouble { get; init; }

    /// <summary>When it was tried last.</summary>
    public DateTimeOffset? LastAttempt { get; init; }
}

/// <summary>A delivery status notification to write (RFC 3464, RFC 6533).</summary>
public sealed record DsnReport
{
    /// <summary>What the report says of all its recipients.</summary>
    public required DsnAction Action { get; init; }

    /// <summary>Our host name.</summary>
    public required string HostName { get; init; }

    /// <summary>Our id of the message that it is about: for whoever asks the administrator.</summary>
    public required string Reference { get; init; }

    /// <summary>Unique for this report; Message-ID and MIME boundary are made of it. Letters, digits and hyphens.</summary>
    public required string Id { get; init; }

    /// <summary>To whom it goes.</summary>
    public required EmailAddress To { get; init; }

    /// <summary>When it is written.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>When the message arrived.</summary>
    public required DateTimeOffset ArrivedAt { get; init; }

    /// <summary>ENVID as it came, or null.</summary>
    public string? EnvelopeId { get; init; }

    /// <summary>The decoded subject of the message, or null.</summary>
    public string? Subject { get; init; }

    /// <summary>Until when a delayed message is tried.</summary>
    public DateTimeOffset? RetriedUntil { get; init; }

    /// <summary>True when the sender is not told but the postmaster, because the message is itself a bounce.</summary>
    public bool IsForPostmaster { get; init; }

    /// <summary>The recipients.</summary>
    public required ImmutableArray<DsnRecipient> Recipients { get; init; }

    /// <summary>The header block of the message, or the whole of it; CRLF lines.</summary>
    public required ReadOnlyMemory<byte> Original { get; init; }

    /// <summary>True when <see cref="Original"/> is the whole message.</summary>
    public bool IsWhole { get; init; }

    /// <summary>True when an address needs the Unicode forms of RFC 6533.</summary>
    public bool IsUnicode =>
        !System.Text.Ascii.IsValid(To.ToString()) || Recipients.Any(recipient => !System.Text.Ascii.IsValid(recipient.Address.ToString()));
}
