using System.Collections.Immutable;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies.Actions;
using Gatepost.Gateway.Policies.Conditions;

namespace Gatepost.Gateway.Policies.Evaluation;

/// <summary>
/// Promise 3, nothing passes unread: what could not be inspected, and what no rule with a <c>finding</c> condition and an outcome of its own took care of, is never delivered.
/// An engine that is down: temporary failure. Content that took the process down: held. Else: quarantine.
/// </summary>
internal static class UnscannableNet
{
    /// <summary>The name in decisions; rules of administrators cannot begin with a bracket.</summary>
    public const string RuleName = "(built-in) unscannable";

    /// <summary>What the built-in rule wants done, or null when it need not act.</summary>
    public static CaughtMessage? Catch(PolicyFacts facts, Disposition decided, IReadOnlySet<Finding> handled)
    {
        if (decided >= Disposition.Hold)
            return null;
        var missed = facts.Inspection.Findings.Where(finding => finding.Category == FindingCategory.Unscannable && !handled.Contains(finding)).ToImmutableArray();
        if (missed.IsEmpty)
            return null;
        var match = new ConditionMatch(PartWords.List(missed, finding => PartWords.Finding(facts.Inspection, finding)) + ", and no rule decides about it")
        {
            Plain = FindingCategoryWords.Plain(missed[0]),
            Findings = missed,
        };
        return new CaughtMessage(RuleName, match, Strictest(missed));
    }

    private static PolicyAction Strictest(ImmutableArray<Finding> missed) =>
        missed.Select(Outcome).MaxBy(action => action.Intercepts)!;

    private static PolicyAction Outcome(Finding finding) => finding.Name switch
    {
        UnscannableNames.EngineDown => new TemporaryFailureAction(null),
        UnscannableNames.Poison => new HoldAction(),
        _ => new QuarantineAction(QuarantineAction.DefaultArea),
    };
}

/// <summary>A message that the built-in rule caught.</summary>
internal sealed record CaughtMessage(string Rule, ConditionMatch Match, PolicyAction Action);
