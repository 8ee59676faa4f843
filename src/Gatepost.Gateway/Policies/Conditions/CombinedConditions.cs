using System.Collections.Immutable;
using Gatepost.Gateway.Inspection;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>Several conditions as one. Depth is bounded by the compiler.</summary>
internal abstract class CombinedCondition(ImmutableArray<PolicyCondition> members) : PolicyCondition
{
    protected ImmutableArray<PolicyCondition> Members { get; } = members;

    public override InspectionNeeds Needs => Members.Aggregate(InspectionNeeds.None, (needs, member) => needs | member.Needs);

    public override IEnumerable<string> Inspectors => Members.SelectMany(member => member.Inspectors);

    public override IEnumerable<FindingCategory> Categories => Members.SelectMany(member => member.Categories);

    public override bool IsPerRecipient => Members.Any(member => member.IsPerRecipient);

    public override bool NamesParts => Members.Any(member => member.NamesParts);

    protected static string Bracketed(PolicyCondition member) => member is CombinedCondition ? $"({member.Sentence})" : member.Sentence;

    protected static ConditionMatch Joined(IReadOnlyList<ConditionMatch> matches) => new(string.Join("; ", matches.Select(match => match.Because)))
    {
        Plain = matches.Select(match => match.Plain).FirstOrDefault(plain => plain is not null),
        Parts = [.. matches.SelectMany(match => match.Parts).Distinct()],
        Findings = [.. matches.SelectMany(match => match.Findings).Distinct()],
    };
}

/// <summary><c>all:</c> every member holds.</summary>
internal sealed class AllCondition(ImmutableArray<PolicyCondition> members) : CombinedCondition(members)
{
    public override string Sentence => string.Join(" and ", Members.Select(Bracketed));

    public override ConditionMatch? Evaluate(PolicyFacts facts)
    {
        var matches = new List<ConditionMatch>();
        foreach (var member in Members)
        {
            if (facts.Ask(member) is not { } match)
                return null;
            matches.Add(match);
        }
        return Joined(matches);
    }
}

/// <summary><c>any:</c> at least one member holds; all are asked, so that every part and finding is named.</summary>
internal sealed class AnyCondition(ImmutableArray<PolicyCondition> members) : CombinedCondition(members)
{
    public override string Sentence => string.Join(" or ", Members.Select(Bracketed));

    public override ConditionMatch? Evaluate(PolicyFacts facts)
    {
        var matches = Members.Select(facts.Ask).OfType<ConditionMatch>().ToArray();
        return matches.Length == 0 ? null : Joined(matches);
    }
}

/// <summary><c>not:</c> the member does not hold. What is not there has no parts and no findings to act on.</summary>
internal sealed class NotCondition(PolicyCondition member) : CombinedCondition([member])
{
    public override bool NamesParts => false;

    public override string Sentence => "not " + Bracketed(Members[0]);

    public override ConditionMatch? Evaluate(PolicyFacts facts) =>
        facts.Ask(Members[0]) is null ? new ConditionMatch($"no match for: {Members[0].Sentence}") : null;
}
