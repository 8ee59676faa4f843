using System.Collections.Immutable;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies.Compilation;
using Gatepost.Gateway.Policies.Matching;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>A file of a certain name is attached.</summary>
internal sealed class AttachmentNameCondition(ImmutableArray<WildcardPattern> patterns, bool inArchives) : PolicyCondition
{
    public static ConditionType Type { get; } = new(
        "attachment-name", "An attached file has one of these names.",
        [
            new("matches", "list of patterns", "File names, * for any characters, without regard to case."),
            new("in-archives", "true or false", "Look at the names of files in archives too; not set = true."),
        ],
        ["[invoice*.exe, \"*.pdf.*\"]", "{matches: winmail.dat, in-archives: false}"],
        Read)
    { ShortKey = "matches" };

    public override string Sentence =>
        $"an attachment named {PartWords.Or(patterns.Select(pattern => pattern.Text))}{(inArchives ? ", in archives too" : ", outside archives")}";

    public override InspectionNeeds Needs => InspectionNeeds.Parts;

    public override bool NamesParts => true;

    public override ConditionMatch? Evaluate(PolicyFacts facts) => AttachmentMatch.Of(
        facts.Attachments(inArchives).Where(part => PartNames.Of(part).Any(name => patterns.Any(pattern => pattern.IsMatch(name)))),
        part => $"attachment {PartWords.Part(facts.Inspection, part.Path)}", part => $"The attachment {PartWords.File(part)} is not accepted here");

    private static AttachmentNameCondition Read(YamlKeys keys) =>
        new(keys.RequiredWildcards("matches", "file names such as invoice*.exe"), keys.Flag("in-archives", true));
}
