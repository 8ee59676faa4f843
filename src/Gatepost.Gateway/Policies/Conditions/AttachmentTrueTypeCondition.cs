using System.Collections.Immutable;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies.Compilation;
using Gatepost.Mail.FileTypes;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>A file is by its content of a certain type, or of none of the allowed types. Names and declared types are not asked.</summary>
internal sealed class AttachmentTrueTypeCondition(ImmutableArray<string> selected, ImmutableArray<string> allowed, MemberScope members) : PolicyCondition
{
    private const string Expected = "types such as pe-executable or docx, or families such as executable or disk-image";

    private static readonly ImmutableArray<string> Families = [.. Enum.GetValues<FileFamily>().Select(KebabWord.Of)];

    public static ConditionType Type { get; } = new(
        "attachment-true-type", "A file is, by its content, of one of these types, or of none of the allowed ones.",
        [
            new("in", "list of types and families", "Matches a file of one of them, also where it pretends to be a text of the letter."),
            new("not-in", "list of types and families", "Matches a file of none of them; one that is not known or could not be read matches too, unless unknown is listed."),
            .. MemberScope.Keys,
        ],
        ["[executable, script, iso]", "{not-in: [document, image, zip, unknown], in-archives: false}", "{in: rar, in-encrypted-archives: false}"],
        Read)
    { ShortKey = "in" };

    public override string Sentence =>
        (selected.IsEmpty ? $"a file that is in truth none of {PartWords.Or(allowed)}" : $"a file that is in truth {PartWords.Or(selected)}") + members.Sentence;

    public override InspectionNeeds Needs => InspectionNeeds.Parts;

    public override bool NamesParts => true;

    public override ConditionMatch? Evaluate(PolicyFacts facts) => AttachmentMatch.Of(
        facts.Inspection.Parts.Where(IsWanted), part => $"attachment {PartWords.Part(facts.Inspection, part.Path)} is {Words(TypeOf(part))}",
        part => $"The attachment {PartWords.File(part)} is of a kind that is not accepted here");

    private bool IsWanted(MessagePart part)
    {
        if (!members.Includes(part))
            return false;
        var type = TypeOf(part);
        if (selected.IsEmpty)
            return AttachedFiles.IsOne(part) && !IsOf(type, allowed);
        return (AttachedFiles.IsOne(part) || (!part.IsMultipart && IsNoLetter(type))) && IsOf(type, selected);
    }

    /// <summary>A program with the declaration of a text is no text, however it is shown.</summary>
    private static bool IsNoLetter(FileType type) => !type.IsText && type.Family is not FileFamily.Unknown;

    private static FileType TypeOf(MessagePart part) => FileTypeCatalogue.Find(part.TrueType ?? (AttachedFiles.IsMessage(part) ? "eml" : "unknown")) ?? FileTypeCatalogue.Unknown;

    private static bool IsOf(FileType type, ImmutableArray<string> names) => names.Contains(type.Name) || names.Contains(KebabWord.Of(type.Family));

    private static string Words(FileType type) => type == FileTypeCatalogue.Unknown ? "of a type that is not known" : $"a {type.Description} ({type.Name})";

    private static AttachmentTrueTypeCondition Read(YamlKeys keys)
    {
        var selected = keys.CheckedTexts("in", Expected, Fault);
        var allowed = keys.CheckedTexts("not-in", Expected, Fault);
        if (keys.Find("in") is null == keys.Find("not-in") is null)
            keys.Errors.Add(keys.Mapping, "expected either \"in\" or \"not-in\" with a list of types and families");
        return new AttachmentTrueTypeCondition(selected, allowed, MemberScope.Read(keys));
    }

    private static string? Fault(string name)
    {
        if (FileTypeCatalogue.Find(name) is not null || Families.Contains(name))
            return null;
        var near = DidYouMean.Find(name, FileTypeCatalogue.All.Select(type => type.Name).Concat(Families));
        return near is null ? "no type and no family has this name; expected " + Expected : $"no type and no family has this name; did you mean \"{near}\"?";
    }
}
