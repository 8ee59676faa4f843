using System.Collections.Immutable;
using Gatepost.Gateway.Messages;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Inspection;

/// <summary>All that is known of one message: what the policy decides on. Immutable, free of streams, so that deciding is a pure function.</summary>
public sealed record MessageInspection
{
    /// <summary>The message.</summary>
    public required MailMessage Message { get; init; }

    /// <summary>The header block.</summary>
    public required MessageHeaders Headers { get; init; }

    /// <summary>The parts, empty when nobody asked for them.</summary>
    public ImmutableArray<MessagePart> Parts { get; init; } = [];

    /// <summary>The texts, empty when nobody asked for them.</summary>
    public ImmutableArray<PartText> Texts { get; init; } = [];

    /// <summary>The links, empty when nobody asked for them.</summary>
    public ImmutableArray<MessageLink> Links { get; init; } = [];

    /// <summary>Every finding, in the order of stage and inspector.</summary>
    public ImmutableArray<Finding> Findings { get; init; } = [];

    /// <summary>Which inspectors ran, how long, and how it ended.</summary>
    public ImmutableArray<InspectorRun> Runs { get; init; } = [];
}

/// <summary>One inspector's run over one message.</summary>
/// <param name="Inspector">Its name.</param>
/// <param name="Elapsed">Wall-clock time.</param>
/// <param name="Outcome"><c>done</c>, <c>timed-out</c> or <c>failed</c>.</param>
public sealed record InspectorRun(string Inspector, TimeSpan Elapsed, string Outcome);
