using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Smtp;

namespace Gatepost.Gateway.Spool;

/// <summary>
/// What is committed before the 250: envelope, content, each recipient's outcome and edits. Everything else (delivery, quarantine, log) is
/// carried out from it, idempotently, keyed by <see cref="Id"/> and copy number.
/// </summary>
public sealed record SpoolRecord
{
    /// <summary>Our id.</summary>
    public required MailId Id { get; init; }

    /// <summary>The envelope.</summary>
    public required Envelope Envelope { get; init; }

    /// <summary>Our trace header fields, CRLF ended, put above the content of every copy; empty for none.</summary>
    public string Trace { get; init; } = "";

    /// <summary>Decoded Subject for lists, at most 256 characters.</summary>
    public string? Subject { get; init; }

    /// <summary>The Message-ID header as it stands, at most 256 characters.</summary>
    public string? MessageIdHeader { get; init; }

    /// <summary>The copies: recipients with the same outcome and edits share one.</summary>
    public required ImmutableArray<SpoolCopy> Copies { get; init; }

    /// <summary>The quarantined message that this one releases, or null.</summary>
    public MailId? ReleasedFrom { get; init; }

    /// <summary>The decision record, as <c>explain</c> prints it (JSON, UTF-8).</summary>
    public ReadOnlyMemory<byte> DecisionRecord { get; init; }

    /// <summary>The next hop that the message's front named, or null; what becomes of a copy later (a release, a late decision, a report of failure) keeps to it.</summary>
    [JsonIgnore]
    public SpoolNextHop? FrontNextHop => Copies.Select(copy => copy.NextHop).FirstOrDefault(hop => hop is not null);

    /// <summary>The same record, all its copies bound for a next hop.</summary>
    public SpoolRecord Via(SpoolNextHop? hop) => hop is null ? this : this with { Copies = [.. Copies.Select(copy => copy with { NextHop = hop })] };
}

/// <summary>Recipients that share an outcome and its edits.</summary>
/// <param name="Number">0-based; with the id it is the key of everything that is carried out.</param>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="Recipients">Indexes into <see cref="Envelope.Recipients"/>.</param>
/// <param name="Edits">Changes to make when it is sent.</param>
/// <param name="Area">Quarantine area.</param>
/// <param name="Rule">The rule that decided.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="NextHop">Where it goes whatever the routes say: back to the mail server whose filter we are (direct front). Null = by the routes.</param>
public sealed record SpoolCopy(
    int Number, SpoolOutcome Outcome, ImmutableArray<int> Recipients, ImmutableArray<MessageEdit> Edits,
    string? Area = null, string? Rule = null, string? Reason = null, SpoolNextHop? NextHop = null);

/// <summary>A next hop that the front named.</summary>
/// <param name="Host">Name or address.</param>
/// <param name="Port">1 to 65535.</param>
public sealed record SpoolNextHop(string Host, int Port)
{
    /// <summary><c>host:port</c>, as settings and lists have it.</summary>
    public override string ToString() => FormattableString.Invariant($"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");
}

/// <summary>What becomes of a spooled copy. A value is part of the spool format: never renumber.</summary>
public enum SpoolOutcome
{
    /// <summary>Carried to its next hop.</summary>
    Deliver = 0,

    /// <summary>Waits for a person.</summary>
    Hold = 1,

    /// <summary>Put into a quarantine area.</summary>
    Quarantine = 2,

    /// <summary>Thrown away, and noted.</summary>
    Delete = 3,

    /// <summary>Waits for inspectors that are still at work or must be run again (session budget passed, two deaths).</summary>
    AwaitInspection = 4,

    /// <summary>Rejected after the 250 for a sender that we may bounce to (relay clients): a DSN tells him.</summary>
    Bounce = 5,
}

/// <summary>The state of one recipient of a spooled message: exactly one at any time, so that the books balance.</summary>
public enum RecipientStatus
{
    /// <summary>Waits for its (next) attempt, or to be put into the quarantine.</summary>
    Queued = 0,

    /// <summary>Held.</summary>
    Held = 1,

    /// <summary>The next hop said 250. Final.</summary>
    Delivered = 2,

    /// <summary>Given up; a DSN was sent where one was due. Final.</summary>
    Bounced = 3,

    /// <summary>In the quarantine. Final for the spool.</summary>
    Quarantined = 4,

    /// <summary>Deleted by rule, person or expiry. Final.</summary>
    Deleted = 5,
}

/// <summary>One appended state record.</summary>
public sealed record RecipientUpdate
{
    /// <summary>Index into the envelope's recipients.</summary>
    public required int Recipient { get; init; }

    /// <summary>The new state.</summary>
    public required RecipientStatus Status { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Delivery attempts so far.</summary>
    public int Attempts { get; init; }

    /// <summary>
    /// When delivery took it on, from which its life counts: the arrival, or the release of what a person held. Null before the first attempt.
    /// </summary>
    public DateTimeOffset? QueuedSince { get; init; }

    /// <summary>When the next attempt is due, for <see cref="RecipientStatus.Queued"/>.</summary>
    public DateTimeOffset? NextAttempt { get; init; }

    /// <summary>The next hop that answered, as <c>host[address]:port</c>.</summary>
    public string? NextHop { get; init; }

    /// <summary>What it said, or what went wrong on the way, one line.</summary>
    public string? Reply { get; init; }

    /// <summary>A person's name, a rule or a time limit, for holds, releases and deletions.</summary>
    public string? By { get; init; }

    /// <summary>True once the delay was told to the sender (NOTIFY=DELAY or the default).</summary>
    public bool DelayTold { get; init; }
}
