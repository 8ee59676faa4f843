using Gatepost.Gateway.Configuration.Units;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies.Compilation;
using Gatepost.Gateway.Policies.Matching;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>
/// An attachment has a certain size, decoded. One that could not be counted, because it met a limit, is taken for endless. Of an attached message its parts count.
/// </summary>
internal sealed class AttachmentSizeCondition(NumberRange size, bool inArchives) : PolicyCondition
{
    public static ConditionType Type { get; } = new(
        "attachment-size", "An attachment has a size in this range.",
        [
            new("at-least", "size", "This size or more."),
            new("below", "size", "Less than this size."),
            new("in-archives", "true or false", "Look at files in archives, unpacked, too; not set = false."),
        ],
        ["{at-least: 10MB}", "{at-least: 1KB, below: 2KB, in-archives: true}"],
        Read);

    public override string Sentence => $"an attachment of {size.Describe(PolicyKeys.SizeWords)}{(inArchives ? ", in archives too" : "")}";

    public override InspectionNeeds Needs => InspectionNeeds.Parts;

    public override bool NamesParts => true;

    public override ConditionMatch? Evaluate(PolicyFacts facts) => AttachmentMatch.Of(
        facts.Attachments(inArchives).Where(part => !part.IsMultipart && size.Contains(part.Size ?? double.PositiveInfinity)),
        part => $"attachment {PartWords.Part(facts.Inspection, part.Path)} has {Words(part)}",
        part => $"The attachment {PartWords.File(part)} has a size that is not accepted here ({Words(part)})");

    private static string Words(MessagePart part) => part.Size is { } octets ? SizeText.Format(octets) : "an unknown size";

    private static AttachmentSizeCondition Read(YamlKeys keys) => new(keys.RequiredSizeRange(), keys.Flag("in-archives", false));
}
