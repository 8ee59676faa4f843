using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies.Actions;
using Gatepost.Gateway.Policies.Conditions;

namespace Gatepost.Gateway.Policies.Evaluation;

/// <summary>
/// The rules in order for one recipient. A rule that decides ends the run, unless it says <c>continue</c>; then the strictest outcome of all rules stands, and
/// the first of equals.
/// </summary>
internal sealed class RecipientRun(PolicyFacts facts)
{
    private const string CommonReason = "The message is not accepted by the policy of the recipient's organisation";

    private readonly List<RuleMatch> _matches = [];
    private readonly List<string> _actions = [];
    private readonly List<MessageEdit> _edits = [];
    private readonly HashSet<Finding> _handled = [];
    private RecipientDecision _decided = new();

    public RecipientDecision Decide()
    {
        foreach (var rule in facts.Snapshot.Rules)
        {
            if (rule.IsEnabled && !Ask(rule))
                break;
        }
        if (UnscannableNet.Catch(facts, _decided.Disposition, _handled) is { } caught)
            Take(caught.Rule, caught.Match, caught.Action, caught.Action.Apply(caught.Match, facts, caught.Rule));
        return _decided with { Matches = [.. _matches], Actions = [.. _actions.Distinct()], Edits = [.. _edits.Distinct()] };
    }

    /// <summary>False when no further rule is to be asked.</summary>
    private bool Ask(PolicyRule rule)
    {
        if (!rule.Route.IsMatch(facts.Inspection.Message.Envelope.Sender, facts.Recipient, facts.Direction))
            return true;
        var match = rule.Condition is null ? new ConditionMatch("every message on this route") : facts.Ask(rule.Condition);
        if (match is null)
            return true;
        ActionResult? outcome = null;
        PolicyAction? instead = null;
        var did = new List<string>();
        foreach (var action in rule.Actions)
        {
            var result = action.Apply(match, facts, rule.Name);
            did.Add(result.Did);
            instead ??= result.Instead;
            if (action == rule.Intercept)
                outcome = result;
            else
                Change(action, result);
        }
        if (instead is not null && (rule.Intercept is null || rule.Intercept.Intercepts < instead.Intercepts))
            return TakeInstead(rule, match, instead, did);
        if (rule.Intercept is not { } intercept)
        {
            _matches.Add(new RuleMatch(rule.Name, match.Because, string.Join(", ", did)));
            return true;
        }
        _handled.UnionWith(match.Findings);
        Take(rule.Name, match, intercept, outcome!, string.Join(", ", did));
        return rule.Continues;
    }

    /// <summary>The rule could not do to the copy what it should, so that it must not go as it is. Stricter rules may follow.</summary>
    private bool TakeInstead(PolicyRule rule, ConditionMatch match, PolicyAction instead, List<string> did)
    {
        var result = instead.Apply(match, facts, rule.Name);
        did.Add(result.Did);
        _handled.UnionWith(match.Findings);
        Take(rule.Name, match, instead, result, string.Join(", ", did));
        return rule.Intercept is null || rule.Continues;
    }

    private void Change(PolicyAction action, ActionResult result)
    {
        if (!result.IsDone)
            return;
        _actions.Add(action.Name);
        _edits.AddRange(result.Edits);
    }

    private void Take(string rule, ConditionMatch match, PolicyAction intercept, ActionResult result, string? did = null)
    {
        _matches.Add(new RuleMatch(rule, match.Because, did ?? result.Did));
        _actions.Add(intercept.Name);
        if (_decided.Rule is not null && intercept.Intercepts <= _decided.Disposition)
            return;
        _decided = new RecipientDecision
        {
            Disposition = intercept.Intercepts!.Value,
            Rule = rule,
            Reason = intercept is DeliverAction ? match.Because : match.Plain ?? CommonReason,
            Area = result.Area,
            ReplyText = result.ReplyText,
        };
    }
}
