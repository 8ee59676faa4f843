using Gatepost.Gateway.Messages;

namespace Gatepost.Gateway.Administration;

/// <summary>One quarantined copy for one recipient, as lists show it.</summary>
public sealed record QuarantineListing
{
    /// <summary>Our id.</summary>
    public required MailId Id { get; init; }

    /// <summary>Index of the recipient in the envelope.</summary>
    public required int Recipient { get; init; }

    /// <summary>Its address.</summary>
    public required string Address { get; init; }

    /// <summary>The reverse-path, <c>""</c> for the null one.</summary>
    public required string Sender { get; init; }

    /// <summary>Decoded subject.</summary>
    public string? Subject { get; init; }

    /// <summary>The area.</summary>
    public required string Area { get; init; }

    /// <summary>The rule that put it there.</summary>
    public string? Rule { get; init; }

    /// <summary>Why, in a sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>Octets.</summary>
    public long Size { get; init; }

    /// <summary>When it was put there.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it is deleted.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
