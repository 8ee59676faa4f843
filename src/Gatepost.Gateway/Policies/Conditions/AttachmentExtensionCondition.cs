using System.Collections.Immutable;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies.Compilation;
using Gatepost.Gateway.Policies.Matching;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>A file with a certain extension is attached, or one that has none of the allowed extensions.</summary>
internal sealed class AttachmentExtensionCondition(
    ImmutableArray<WildcardPattern> extensions, ImmutableArray<WildcardPattern> allowed, MemberScope members) : PolicyCondition
{
    public static ConditionType Type { get; } = new(
        "attachment-extension", "An attached file ends in one of these extensions, or in none of the allowed ones.",
        [
            new("in", "list of extensions", "Matches a file with one of them, without regard to case; * for any characters."),
            new("not-in", "list of extensions", "Matches a file with none of them; a file without extension matches too."),
            .. MemberScope.Keys,
        ],
        ["[exe, js, vb*]", "{not-in: [pdf, docx], in-archives: false}", "{in: exe, in-encrypted-archives: false}"],
        Read)
    { ShortKey = "in" };

    public override string Sentence => (extensions.IsEmpty
            ? $"an attachment with an extension other than {Words(allowed)}"
            : $"an attachment with the extension {Words(extensions)}")
        + members.Sentence;

    public override InspectionNeeds Needs => InspectionNeeds.Parts;

    public override bool NamesParts => true;

    public override ConditionMatch? Evaluate(PolicyFacts facts) => AttachmentMatch.Of(
        facts.Attachments(members).Where(IsWanted), part => $"attachment {PartWords.Part(facts.Inspection, part.Path)}",
        part => $"The attachment {PartWords.File(part)} is of a kind that is not accepted here");

    /// <summary>What stands behind the last dot. Windows drops dots and spaces at the end of a name, so they hide nothing here.</summary>
    internal static string Extension(string name)
    {
        var trimmed = name.AsSpan().TrimEnd(". \t\u200B\u200E\u200F\u202C\uFEFF");
        var dot = trimmed.LastIndexOf('.');
        return dot < 0 ? "" : trimmed[(dot + 1)..].Trim().ToString();
    }

    private bool IsWanted(MessagePart part)
    {
        var claimed = PartNames.Of(part).Select(Extension).DefaultIfEmpty(AttachedFiles.Extension(part));
        return extensions.IsEmpty
            ? claimed.Any(extension => !allowed.Any(pattern => pattern.IsMatch(extension)))
            : claimed.Any(extension => extension.Length > 0 && extensions.Any(pattern => pattern.IsMatch(extension)));
    }

    private static string Words(ImmutableArray<WildcardPattern> patterns) => PartWords.Or(patterns.Select(pattern => pattern.Text));

    private static AttachmentExtensionCondition Read(YamlKeys keys)
    {
        var extensions = Extensions(keys, "in");
        var allowed = Extensions(keys, "not-in");
        if (keys.Find("in") is null == keys.Find("not-in") is null)
            keys.Errors.Add(keys.Mapping, "expected either \"in\" or \"not-in\" with a list of extensions");
        return new AttachmentExtensionCondition(extensions, allowed, MemberScope.Read(keys));
    }

    private static ImmutableArray<WildcardPattern> Extensions(YamlKeys keys, string key) =>
        [.. keys.CheckedTexts(key, "extensions such as exe", Fault).Select(text => new WildcardPattern(text.TrimStart('.')))];

    private static string? Fault(string text) =>
        text.TrimStart('.').Contains('.', StringComparison.Ordinal) ? "an extension is what stands behind the last dot; use attachment-name for more" : null;
}
