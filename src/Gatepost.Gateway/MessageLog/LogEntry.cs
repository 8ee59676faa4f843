using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.MessageLog;

/// <summary>
/// One line of the message log, as the local journal holds it (JSON) and a store loads it. Loading twice changes nothing: each kind has a key.
/// Kinds and members are only ever added.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(RefusalLogged), "refusal")]
[JsonDerivedType(typeof(MessageLogged), "message")]
[JsonDerivedType(typeof(AttemptLogged), "attempt")]
[JsonDerivedType(typeof(StatusLogged), "status")]
public abstract record LogEntry
{
    /// <summary>When (UTC).</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A connection, sender, recipient or message that was refused. Key: session and number.</summary>
public sealed record RefusalLogged : LogEntry
{
    /// <summary>The session, which the reply quotes.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>Counts the refusals of the session from 0.</summary>
    public required int Number { get; init; }

    /// <summary>The listener.</summary>
    public required string Listener { get; init; }

    /// <summary>The client's address.</summary>
    public required string ClientAddress { get; init; }

    /// <summary>What it called itself.</summary>
    public string? Helo { get; init; }

    /// <summary>The reverse-path, <c>""</c> for the null one, null before MAIL.</summary>
    public string? Sender { get; init; }

    /// <summary>The recipient, when one was refused.</summary>
    public string? Recipient { get; init; }

    /// <summary>The client's line, cleaned and cut.</summary>
    public required string Command { get; init; }

    /// <summary>What we said.</summary>
    public required string Reply { get; init; }

    /// <summary>The message, when its content was refused.</summary>
    public MailId? MailId { get; init; }
}

/// <summary>A message whose content was inspected and decided: accepted, or refused with an id. Key: mail id.</summary>
public sealed record MessageLogged : LogEntry
{
    /// <summary>Our id.</summary>
    public required MailId MailId { get; init; }

    /// <summary>The session.</summary>
    public Guid SessionId { get; init; }

    /// <summary>The listener; <c>local</c> for mail of our own.</summary>
    public required string Listener { get; init; }

    /// <summary>The client's address, or null for mail of our own.</summary>
    public string? ClientAddress { get; init; }

    /// <summary>What it called itself.</summary>
    public string? Helo { get; init; }

    /// <summary>TLS protocol and cipher, or null.</summary>
    public string? Tls { get; init; }

    /// <summary>The reverse-path, <c>""</c> for the null one.</summary>
    public required string Sender { get; init; }

    /// <summary>Decoded subject, cut to 256 characters.</summary>
    public string? Subject { get; init; }

    /// <summary>The Message-ID header, cut to 256 characters.</summary>
    public string? MessageIdHeader { get; init; }

    /// <summary>Octets as they arrived.</summary>
    public long Size { get; init; }

    /// <summary>True when we said 250.</summary>
    public required bool Accepted { get; init; }

    /// <summary>What we said to DATA.</summary>
    public string? Reply { get; init; }

    /// <summary>One per recipient, in the order of the envelope.</summary>
    public required ImmutableArray<RecipientLogged> Recipients { get; init; }

    /// <summary>The quarantined message that this one releases, or null.</summary>
    public MailId? ReleasedFrom { get; init; }

    /// <summary>The decision record (JSON).</summary>
    public string? DecisionRecord { get; init; }
}

/// <summary>A recipient of a logged message.</summary>
/// <param name="Address">The forward-path.</param>
/// <param name="Direction">Incoming or outgoing.</param>
/// <param name="Disposition">What the policy decided.</param>
/// <param name="Rule">By which rule.</param>
/// <param name="Area">Into which area.</param>
/// <param name="Status">Its state after the 250; null when the message was not accepted.</param>
public sealed record RecipientLogged(
    string Address, Direction Direction, Disposition Disposition, string? Rule, string? Area, RecipientStatus? Status);

/// <summary>A delivery attempt for some recipients. Key: mail id, recipient, attempt.</summary>
public sealed record AttemptLogged : LogEntry
{
    /// <summary>Our id.</summary>
    public required MailId MailId { get; init; }

    /// <summary>Index of the recipient.</summary>
    public required int Recipient { get; init; }

    /// <summary>1 for the first.</summary>
    public required int Attempt { get; init; }

    /// <summary>As <c>host[address]:port</c>, or the Maildir.</summary>
    public required string NextHop { get; init; }

    /// <summary><c>delivered</c>, <c>deferred</c> or <c>failed</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>The next hop's own words, or what went wrong on the way.</summary>
    public required string Reply { get; init; }

    /// <summary>TLS protocol and cipher, or null.</summary>
    public string? Tls { get; init; }
}

/// <summary>
/// A recipient's new state. Key: mail id, recipient; the newest <see cref="LogEntry.At"/> wins, but what is gone never waits again, even when the clock was set
/// back: queued or held, then quarantined, then delivered, bounced or deleted.
/// </summary>
public sealed record StatusLogged : LogEntry
{
    /// <summary>Our id.</summary>
    public required MailId MailId { get; init; }

    /// <summary>Index of the recipient.</summary>
    public required int Recipient { get; init; }

    /// <summary>The state.</summary>
    public required RecipientStatus Status { get; init; }

    /// <summary>Why or by whom, or null.</summary>
    public string? Note { get; init; }
}
