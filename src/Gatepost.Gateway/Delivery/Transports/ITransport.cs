using System.Collections.Immutable;
using Gatepost.Gateway.Delivery.Queue;
using Gatepost.Gateway.Delivery.Routing;
using Gatepost.Gateway.Policies.Edits;
using Gatepost.Mail.Smtp.Client;

namespace Gatepost.Gateway.Delivery.Transports;

/// <summary>A way to a destination: SMTP or Maildir. Whatever goes wrong on it is a value; only cancellation is thrown, and only
/// while nobody has an outcome. Thread-safe.</summary>
internal interface ITransport
{
    /// <summary>Makes one attempt for all recipients of a job.</summary>
    Task<AttemptResult> DeliverAsync(DeliveryJob job, Destination destination, EditedMessage message, CancellationToken cancellationToken);
}

/// <summary>How an attempt ended for one recipient.</summary>
/// <param name="Recipient">Index into the envelope's recipients.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="NextHop">Who answered, as <c>host[address]:port</c>, or the destination.</param>
/// <param name="Tls">TLS protocol and cipher, or null.</param>
/// <param name="DsnPassedOn">The next hop offers DSN: it reports success in our place.</param>
internal sealed record RecipientAttempt(int Recipient, SmtpOutcome Outcome, string NextHop, string? Tls = null, bool DsnPassedOn = false);

/// <summary>How an attempt ended.</summary>
/// <param name="Recipients">One for each recipient of the job; when the attempt was cut by a stop, one for each who has an outcome.</param>
/// <param name="Unreachable">Why the destination could not be reached at all, or null: then nobody else need try for a while.</param>
internal sealed record AttemptResult(ImmutableArray<RecipientAttempt> Recipients, string? Unreachable = null)
{
    /// <summary>True when a connection failed or was ended with 421 on the way: fewer at once would do better.</summary>
    public bool WasPushedBack { get; init; }

    /// <summary>True when every host spoke, and none wanted a further client now.</summary>
    public bool IsCrowded { get; init; }

    /// <summary>The same outcome for all.</summary>
    public static AttemptResult ForAll(DeliveryJob job, SmtpOutcome outcome, string nextHop, string? unreachable = null) =>
        new([.. job.Recipients.Select(recipient => new RecipientAttempt(recipient, outcome, nextHop))], unreachable);

    /// <summary>What the administrator sees of the destination.</summary>
    public LaneReport? ToReport(DateTimeOffset at)
    {
        if (Recipients.IsEmpty)
            return null;
        var shown = Recipients.FirstOrDefault(recipient => recipient.Outcome.Kind == SmtpOutcomeKind.Deferred) ?? Recipients[0];
        return new LaneReport(at, shown.NextHop, shown.Tls, shown.Outcome.Kind == SmtpOutcomeKind.Deferred ? shown.Outcome.Words : null);
    }
}
