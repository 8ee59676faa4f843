using System.Collections.Immutable;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies.Compilation;
using Gatepost.Gateway.Policies.Matching;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>A file of a certain name is attached, or one that has none of the allowed names.</summary>
internal sealed class AttachmentNameCondition(ImmutableArray<WildcardPattern> patterns, ImmutableArray<WildcardPattern> allowed, MemberScope members) : PolicyCondition
{
    private const string Expected = "file names such as invoice*.exe";

    public static ConditionType Type { get; } = new(
        "attachment-name", "An attached file has one of these names, or none of the allowed ones.",
        [
            new("matches", "list of patterns", "Matches a file with one of these names, * for any characters, without regard to case."),
            new("not-matches", "list of patterns", "Matches a file with none of these names; a file without a name matches too."),
            .. MemberScope.Keys,
        ],
        ["[invoice*.exe, \"*.pdf.*\"]", "{matches: winmail.dat, in-archives: false}", "{not-matches: [\"*.pdf\", \"*.zip\"], in-encrypted-archives: false}"],
        Read)
    { ShortKey = "matches" };

    public override string Sentence => (patterns.IsEmpty
            ? $"an attachment named other than {Words(allowed)}"
            : $"an attachment named {Words(patterns)}")
        + members.Sentence;

    public override InspectionNeeds Needs => InspectionNeeds.Parts;

    public override bool NamesParts => true;

    public override ConditionMatch? Evaluate(PolicyFacts facts) => AttachmentMatch.Of(
        facts.Attachments(members).Where(IsWanted),
        part => $"attachment {PartWords.Part(facts.Inspection, part.Path)}", part => $"The attachment {PartWords.File(part)} is not accepted here");

    private bool IsWanted(MessagePart part) => patterns.IsEmpty
        ? PartNames.Of(part).DefaultIfEmpty("").Any(name => !allowed.Any(pattern => pattern.IsMatch(name)))
        : PartNames.Of(part).Any(name => patterns.Any(pattern => pattern.IsMatch(name)));

    private static string Words(ImmutableArray<WildcardPattern> patterns) => PartWords.Or(patterns.Select(pattern => pattern.Text));

    private static AttachmentNameCondition Read(YamlKeys keys)
    {
        var patterns = keys.Wildcards("matches", Expected);
        var allowed = keys.Wildcards("not-matches", Expected);
        if (keys.Find("not-matches") is null)
            keys.Require("matches", Expected);
        else if (keys.Find("matches") is not null)
            keys.Errors.Add(keys.Mapping, "expected either \"matches\" or \"not-matches\" with a list of file names");
        return new AttachmentNameCondition(patterns, allowed, MemberScope.Read(keys));
    }
}
