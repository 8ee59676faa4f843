using System.Collections.Immutable;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies.Conditions;

namespace Gatepost.Gateway.Policies.Actions;

/// <summary>
/// One compiled action. Immutable and pure: it says what shall be done, others do it. A new kind is one file with its <see cref="ActionType"/>, one line in
/// <see cref="ActionTypes"/>, and one test file.
/// </summary>
internal abstract class PolicyAction
{
    /// <summary>Its name in the policy, for the list of what was done.</summary>
    public abstract string Name { get; }

    /// <summary>What it does, with every setting, as words that fit after "then".</summary>
    public abstract string Sentence { get; }

    /// <summary>The outcome that it decides, or null for one that only changes the copy.</summary>
    public virtual Disposition? Intercepts => null;

    /// <summary>The shared facts that it reads.</summary>
    public virtual InspectionNeeds Needs => InspectionNeeds.None;

    /// <summary>What is to be done about a recipient whose message matched.</summary>
    public abstract ActionResult Apply(ConditionMatch match, PolicyFacts facts, string rule);
}

/// <summary>What an action wants done.</summary>
/// <param name="Did">For <c>explain</c>: a clause in the past tense.</param>
internal sealed record ActionResult(string Did)
{
    /// <summary>False when there was nothing to do, or it must not be done.</summary>
    public bool IsDone { get; init; } = true;

    /// <summary>What is to decide in its place, when it could not do what it is there for; null = nothing.</summary>
    public PolicyAction? Instead { get; init; }

    /// <summary>The quarantine area.</summary>
    public string? Area { get; init; }

    /// <summary>The administrator's words for the sender.</summary>
    public string? ReplyText { get; init; }

    /// <summary>Changes to the copy.</summary>
    public ImmutableArray<MessageEdit> Edits { get; init; } = [];
}
