using System.Globalization;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies.Compilation;
using Gatepost.Gateway.Policies.Matching;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>One attachment holds so many files, those in archives within it counted too. An attachment that holds none is no container.</summary>
internal sealed class ContainerMembersCondition(NumberRange count) : PolicyCondition
{
    public static ConditionType Type { get; } = new(
        "container-members", "One archive or other container holds a number of files in this range, those in archives within it counted too.",
        [new("at-least", "number", "So many or more."), new("below", "number", "Fewer than so many.")],
        ["{at-least: 500}", "{at-least: 1, below: 3}"],
        Read);

    public override string Sentence => $"an archive with a number of files of {count.Describe()}";

    public override InspectionNeeds Needs => InspectionNeeds.Parts;

    public override bool NamesParts => true;

    public override ConditionMatch? Evaluate(PolicyFacts facts)
    {
        var members = Count(facts.Inspection.Parts);
        return AttachmentMatch.Of(
            facts.Inspection.Parts.Where(part => members.TryGetValue(part.Path, out var number) && count.Contains(number)),
            part => string.Create(CultureInfo.InvariantCulture, $"{PartWords.Part(facts.Inspection, part.Path)} holds {members[part.Path]} files"),
            part => string.Create(CultureInfo.InvariantCulture, $"The attachment {PartWords.File(part)} holds a number of files that is not accepted here ({members[part.Path]})"));
    }

    /// <summary>By the path of the attachment. Parents come before what they hold, so that one pass finds the outermost of each.</summary>
    private static Dictionary<string, int> Count(IEnumerable<MessagePart> parts)
    {
        var outermost = new Dictionary<string, string>(StringComparer.Ordinal);
        var members = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var part in parts.Where(part => part is { IsMember: true, Parent: not null }))
        {
            var container = outermost.GetValueOrDefault(part.Parent!, part.Parent!);
            outermost[part.Path] = container;
            if (part.IsAttachment)
                members[container] = members.GetValueOrDefault(container) + 1;
        }
        return members;
    }

    private static ContainerMembersCondition Read(YamlKeys keys) => new(keys.RequiredRange());
}
