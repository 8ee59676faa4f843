using System.Collections.Immutable;
using Gatepost.Gateway.Policies.Actions;
using Gatepost.Gateway.Policies.Conditions;
using Gatepost.Gateway.Policies.Routes;

namespace Gatepost.Gateway.Policies;

/// <summary>One compiled rule. The policies folder owns its content; others only show it.</summary>
public sealed record PolicyRule
{
    /// <summary>Unique in its revision.</summary>
    public required string Name { get; init; }

    /// <summary>False = kept, but skipped.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>The administrator's own words about it, or null.</summary>
    public string? Comment { get; init; }

    /// <summary>True when later rules are asked even though this one decided; the strictest outcome of all then stands.</summary>
    public bool Continues { get; init; }

    /// <summary>The whole rule in words: who to whom, when, then.</summary>
    public string Sentence => $"{Route.Sentence}{(Condition is null ? "" : $", when {Condition.Sentence}")}: "
        + string.Join(", ", Actions.Select(action => action.Sentence)) + (Continues ? ", and go on" : "");

    internal RuleRoute Route { get; init; } = RuleRoute.All;

    internal PolicyCondition? Condition { get; init; }

    internal ImmutableArray<PolicyAction> Actions { get; init; } = [];

    internal PolicyAction? Intercept => Actions.FirstOrDefault(action => action.Intercepts is not null);
}
