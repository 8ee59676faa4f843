using System.Collections.Immutable;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.Administration;

/// <summary>An unfinished message of the spool, as lists show it.</summary>
public sealed record QueuedMail
{
    /// <summary>Our id.</summary>
    public required MailId Id { get; init; }

    /// <summary>When it was accepted (UTC).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The client that brought it, or null for mail of our own.</summary>
    public string? Client { get; init; }

    /// <summary>The reverse-path, <c>""</c> for the null one.</summary>
    public required string Sender { get; init; }

    /// <summary>Decoded subject.</summary>
    public string? Subject { get; init; }

    /// <summary>Octets.</summary>
    public long Size { get; init; }

    /// <summary>Every recipient, finished ones too.</summary>
    public required ImmutableArray<QueuedRecipient> Recipients { get; init; }
}

/// <summary>A recipient of a <see cref="QueuedMail"/>.</summary>
public sealed record QueuedRecipient
{
    /// <summary>The forward-path.</summary>
    public required string Address { get; init; }

    /// <summary>Its state.</summary>
    public required RecipientStatus Status { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Delivery attempts so far.</summary>
    public int Attempts { get; init; }

    /// <summary>When the next attempt is due.</summary>
    public DateTimeOffset? NextAttempt { get; init; }

    /// <summary>The next hop that answered last.</summary>
    public string? NextHop { get; init; }

    /// <summary>Where its front sends it, as <c>host:port</c>; null when the routes of the policy say.</summary>
    public string? Via { get; init; }

    /// <summary>What it said, or what went wrong.</summary>
    public string? Reply { get; init; }

    /// <summary>Why it is held, or by whom.</summary>
    public string? Reason { get; init; }
}

/// <summary>A destination of queued mail: where it waits for, and how that fares.</summary>
public sealed record QueueDestination
{
    /// <summary>A domain that is delivered to by MX, the hosts of a route, or a Maildir.</summary>
    public required string Name { get; init; }

    /// <summary>Recipients that wait for it.</summary>
    public required int Recipients { get; init; }

    /// <summary>When the first of them that was deferred is due.</summary>
    public DateTimeOffset? NextAttempt { get; init; }

    /// <summary>Connections in use.</summary>
    public int Connections { get; init; }

    /// <summary>How many it gets at once now; null while nothing was sent to it lately.</summary>
    public int? MostConnections { get; init; }

    /// <summary>Until when it is left alone, since it could not be reached; null = it is not.</summary>
    public DateTimeOffset? BackOffUntil { get; init; }

    /// <summary>When something was last sent to it.</summary>
    public DateTimeOffset? LastAttempt { get; init; }

    /// <summary>Who answered then.</summary>
    public string? NextHop { get; init; }

    /// <summary>What protected that connection, such as <c>TLSv1.3 TLS_AES_256_GCM_SHA384 verified</c>; null = nothing.</summary>
    public string? Tls { get; init; }

    /// <summary>Why a recipient was deferred then; null when none was.</summary>
    public string? LastError { get; init; }
}

/// <summary>What an act changed.</summary>
/// <param name="Changed">Messages.</param>
/// <param name="Note">What happened, in a sentence.</param>
public sealed record ActResult(int Changed, string Note);

/// <summary>Why a request was refused.</summary>
/// <param name="Error">In words for an administrator.</param>
public sealed record ApiProblem(string Error);
