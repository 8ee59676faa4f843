using System.Collections.Immutable;
using System.Globalization;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies.Compilation;
using Gatepost.Gateway.Policies.Matching;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>The message has a certain number of different links.</summary>
internal sealed class LinkCountCondition(NumberRange count, ImmutableArray<string> carriers) : PolicyCondition
{
    public static ConditionType Type { get; } = new(
        "link-count", "The number of different links lies in this range.",
        [
            new("at-least", "number", "So many or more."),
            new("below", "number", "Fewer than so many."),
            new("carriers", "list of names", "Only links in these carriers; not set = in any."),
        ],
        ["{at-least: 100}", "{at-least: 1, below: 3, carriers: [html, text]}"],
        Read);

    public override string Sentence => $"different links, {count.Describe()} of them{(carriers.IsEmpty ? "" : $", in {PartWords.Or(carriers)}")}";

    public override InspectionNeeds Needs => InspectionNeeds.Links;

    public override ConditionMatch? Evaluate(PolicyFacts facts)
    {
        var links = facts.Inspection.Links.Where(link => carriers.IsEmpty || carriers.Contains(link.Carrier)).Select(link => link.Canonical ?? link.Url).Distinct(StringComparer.Ordinal).Count();
        return !count.Contains(links) ? null : new ConditionMatch(string.Create(CultureInfo.InvariantCulture, $"{links} different links"))
        {
            Plain = "The message has a number of links that is not accepted here",
        };
    }

    private static LinkCountCondition Read(YamlKeys keys) => new(keys.RequiredRange(), LinkMatch.Carriers(keys, isRequired: false));
}
