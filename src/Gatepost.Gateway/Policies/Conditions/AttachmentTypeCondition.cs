using System.Collections.Immutable;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies.Compilation;
using Gatepost.Gateway.Policies.Matching;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>A file with a certain declared media type is attached. The type is the sender's word; what the octets are is another condition's matter.</summary>
internal sealed class AttachmentTypeCondition(ImmutableArray<WildcardPattern> types) : PolicyCondition
{
    public static ConditionType Type { get; } = new(
        "attachment-type", "An attachment is declared to be of one of these media types.",
        [new("matches", "list of patterns", "Media types such as image/* or application/x-msdownload.")],
        ["[video/*, application/x-msdownload]"],
        Read)
    { ShortKey = "matches" };

    public override string Sentence => $"an attachment declared as {PartWords.Or(types.Select(type => type.Text))}";

    public override InspectionNeeds Needs => InspectionNeeds.Parts;

    public override bool NamesParts => true;

    public override ConditionMatch? Evaluate(PolicyFacts facts) => AttachmentMatch.Of(
        facts.Attachments(inArchives: false).Where(part => part.DeclaredType is { } declared && types.Any(type => type.IsMatch(declared))),
        part => $"attachment {PartWords.Part(facts.Inspection, part.Path)} declared as {PartWords.Clean(part.DeclaredType!)}",
        part => $"The attachment {PartWords.File(part)} is of a kind that is not accepted here");

    private static AttachmentTypeCondition Read(YamlKeys keys)
    {
        const string expected = "media types such as image/* or application/zip";
        var types = keys.RequiredTexts("matches", expected, type => type.Contains('/', StringComparison.Ordinal) ? null : "expected " + expected);
        return new AttachmentTypeCondition([.. types.Select(type => new WildcardPattern(type))]);
    }
}
