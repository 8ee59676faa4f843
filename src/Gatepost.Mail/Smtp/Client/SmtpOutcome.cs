using System.Collections.Immutable;

namespace Gatepost.Mail.Smtp.Client;

/// <summary>How an attempt ended for one recipient.</summary>
public enum SmtpOutcomeKind
{
    /// <summary>The next hop has taken it over.</summary>
    Delivered = 0,

    /// <summary>Not now: try again later.</summary>
    Deferred,

    /// <summary>Never.</summary>
    Failed,
}

/// <summary>How an attempt ended for one recipient, and why.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Status">The next hop's enhanced status, or ours where it sent none.</param>
/// <param name="Words">One line: the next hop's own reply, or what went wrong on the way.</param>
/// <param name="Reply">The next hop's reply, or null when it said nothing.</param>
public sealed record SmtpOutcome(SmtpOutcomeKind Kind, EnhancedStatus Status, string Words, SmtpReply? Reply = null)
{
    /// <summary>Not now, for a reason that no reply gives.</summary>
    public static SmtpOutcome Deferred(int subject, int detail, string words) =>
        new(SmtpOutcomeKind.Deferred, new EnhancedStatus(4, subject, detail), words);

    /// <summary>Never, for a reason that no reply gives.</summary>
    public static SmtpOutcome Failed(int subject, int detail, string words) =>
        new(SmtpOutcomeKind.Failed, new EnhancedStatus(5, subject, detail), words);

    /// <summary>What a reply of class 2, 4 or 5 means.</summary>
    public static SmtpOutcome Of(SmtpReply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        var kind = reply.IsPositive ? SmtpOutcomeKind.Delivered : reply.IsPermanent ? SmtpOutcomeKind.Failed : SmtpOutcomeKind.Deferred;
        var status = reply.Status ?? new EnhancedStatus(reply.IsPositive ? 2 : reply.IsPermanent ? 5 : 4, 0, 0);
        return new(kind, status, reply.ToString(), reply);
    }

    /// <summary>The same trouble, but not for good: a whole host's refusal says nothing about one recipient.</summary>
    internal SmtpOutcome AsDeferred() =>
        Kind == SmtpOutcomeKind.Failed ? this with { Kind = SmtpOutcomeKind.Deferred, Status = Status with { Class = 4 } } : this;
}

/// <summary>What became of one transaction.</summary>
/// <param name="Recipients">One per recipient, in the order of the transaction.</param>
/// <param name="EndedEarly">
/// The session ended (closed, time-out, 421, garbage) before any content was sent: the recipients that are deferred may be tried at another host at once.
/// </param>
public sealed record SmtpSendResult(ImmutableArray<SmtpOutcome> Recipients, bool EndedEarly);

/// <summary>Either a connection that is ready for mail, or why there is none.</summary>
/// <param name="Connection">After EHLO and STARTTLS; the caller disposes it.</param>
/// <param name="Failure">Deferred, or failed where the host takes no mail at all (RFC 7504).</param>
public readonly record struct SmtpConnectResult(SmtpClientConnection? Connection, SmtpOutcome? Failure);
