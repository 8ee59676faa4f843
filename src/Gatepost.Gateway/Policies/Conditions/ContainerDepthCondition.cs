using System.Globalization;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies.Compilation;
using Gatepost.Gateway.Policies.Matching;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>Containers lie within each other so deep: 0 is a message without any, 1 a file in an archive, 2 a file in an archive in an archive.</summary>
internal sealed class ContainerDepthCondition(NumberRange depth) : PolicyCondition
{
    public static ConditionType Type { get; } = new(
        "container-depth", "Archives and other containers lie within each other to a depth in this range: 1 is a file in an archive, 2 a file in an archive in an archive, 0 no archive at all.",
        [new("at-least", "number", "So deep or deeper."), new("below", "number", "Less deep.")],
        ["{at-least: 5}", "{at-least: 1, below: 3}"],
        Read);

    public override string Sentence => $"archives within each other to a depth of {depth.Describe()}";

    public override InspectionNeeds Needs => InspectionNeeds.Parts;

    public override bool NamesParts => true;

    public override ConditionMatch? Evaluate(PolicyFacts facts)
    {
        var deepest = facts.Inspection.Parts.Select(part => part.Depth).DefaultIfEmpty().Max();
        if (!depth.Contains(deepest))
            return null;
        var words = string.Create(CultureInfo.InvariantCulture, $"archives within each other to a depth of {deepest}");
        return new ConditionMatch(words)
        {
            Plain = string.Create(CultureInfo.InvariantCulture, $"The message holds archives within each other to a depth that is not accepted here ({deepest})"),
            Parts = [.. facts.Inspection.Parts.Where(part => part.IsMember && part.Depth == deepest).Select(part => part.Path)],
        };
    }

    private static ContainerDepthCondition Read(YamlKeys keys) => new(keys.RequiredRange());
}
