using System.Collections.Immutable;

namespace Gatepost.Gateway.Policies;

/// <summary>What the policy decided for every recipient of one message. Immutable, part of the spool record.</summary>
/// <param name="Revision">The revision in force.</param>
/// <param name="Recipients">One per recipient, in the order of the envelope.</param>
public sealed record Decision(long Revision, ImmutableArray<RecipientDecision> Recipients)
{
    /// <summary>The strictest disposition of all recipients.</summary>
    public Disposition Strictest => Recipients.Max(recipient => recipient.Disposition);
}

/// <summary>What the policy decided for one recipient.</summary>
public sealed record RecipientDecision
{
    /// <summary>The outcome.</summary>
    public Disposition Disposition { get; init; }

    /// <summary>The rule that decided, or null where none did and the mail is delivered.</summary>
    public string? Rule { get; init; }

    /// <summary>Why, in one sentence for the log, for <c>explain</c> and, for a rejection, for the sender.</summary>
    public string? Reason { get; init; }

    /// <summary>The quarantine area.</summary>
    public string? Area { get; init; }

    /// <summary>The administrator's text of a rejection or temporary failure, or null for our own.</summary>
    public string? ReplyText { get; init; }

    /// <summary>The changes to this recipient's copy, in order.</summary>
    public ImmutableArray<MessageEdit> Edits { get; init; } = [];

    /// <summary>The action types that were carried out, such as <c>tag-subject</c>.</summary>
    public ImmutableArray<string> Actions { get; init; } = [];

    /// <summary>Every rule that matched, in order, with the sentence that says why.</summary>
    public ImmutableArray<RuleMatch> Matches { get; init; } = [];
}

/// <summary>A rule that matched.</summary>
/// <param name="Rule">Its name.</param>
/// <param name="Because">What it saw, as a sentence.</param>
/// <param name="Did">What it did, as a sentence.</param>
public sealed record RuleMatch(string Rule, string Because, string Did);
