using System.Globalization;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies.Compilation;
using Gatepost.Gateway.Policies.Matching;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>The message has a certain number of attachments.</summary>
internal sealed class AttachmentCountCondition(NumberRange count, bool inArchives) : PolicyCondition
{
    public static ConditionType Type { get; } = new(
        "attachment-count", "The number of attachments lies in this range.",
        [
            new("at-least", "number", "So many or more."),
            new("below", "number", "Fewer than so many."),
            new("in-archives", "true or false", "Count files in archives too; not set = false."),
        ],
        ["{at-least: 20}", "{at-least: 1, below: 3, in-archives: true}"],
        Read);

    public override string Sentence => $"attachments, {count.Describe()} of them{(inArchives ? ", files in archives counted too" : "")}";

    public override InspectionNeeds Needs => InspectionNeeds.Parts;

    public override ConditionMatch? Evaluate(PolicyFacts facts)
    {
        var attachments = facts.Attachments(inArchives).Count();
        return !count.Contains(attachments) ? null : new ConditionMatch(string.Create(CultureInfo.InvariantCulture, $"{attachments} attachments"))
        {
            Plain = string.Create(CultureInfo.InvariantCulture, $"The message has a number of attachments that is not accepted here ({attachments})"),
        };
    }

    private static AttachmentCountCondition Read(YamlKeys keys) => new(keys.RequiredRange(), keys.Flag("in-archives", false));
}
