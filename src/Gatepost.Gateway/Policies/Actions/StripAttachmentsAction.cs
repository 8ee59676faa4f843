using System.Collections.Immutable;
using System.Globalization;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies.Compilation;
using Gatepost.Gateway.Policies.Conditions;
using Gatepost.Gateway.Policies.Matching;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Policies.Actions;

/// <summary>
/// Takes attachments out and leaves a notice. A file in an archive takes the whole archive along. Where a finding speaks of the message as a whole, every
/// attachment goes. What the rule wanted out must not pass: not behind a signature, which anybody can make, nor when malware was found and not the part that
/// holds it. Such mail goes into the quarantine whole.
/// </summary>
internal sealed class StripAttachmentsAction(StripSettings settings) : PolicyAction
{
    private const int MostNoticeCharacters = 4_000;

    /// <summary>
    /// Parts that one edit takes out. Each recipient's decision carries the list, a thousand recipients a thousand of them, and they must fit into the spool record; no letter
    /// has more files that a rule could mean.
    /// </summary>
    private const int MostParts = 250;

    public static ActionType Type { get; } = new(
        "strip-attachments", "Take attachments out and leave a notice in their place.",
        [
            new("which", "matching or all", "Those that the rule's condition matched, or all; not set = matching, or those that names and extensions say."),
            new("names", "list of patterns", "Attachments with these names, files in archives too."),
            new("extensions", "list of extensions", "Attachments with these extensions, files in archives too."),
            new("notice", "text", "What stands in their place; {attachments} and {rule} are filled in. Not set = a sentence of our own."),
            new("if-signed", "quarantine, strip or keep",
                "In signed or encrypted mail (S/MIME, OpenPGP): quarantine the whole message, strip and break the signature, or let the attachments pass; not set = quarantine."),
        ],
        ["", "{which: all, if-signed: strip}", "{names: [winmail.dat], extensions: [exe], notice: \"{attachments} was removed by {rule}.\"}"],
        Read)
    { ShortKey = "which", TakesNoSettings = true };

    public override string Name => Type.Name;

    public override string Sentence => settings.Sentence;

    public override InspectionNeeds Needs => InspectionNeeds.Parts;

    public override ActionResult Apply(ConditionMatch match, PolicyFacts facts, string rule) => facts.Once(this, match, () => Strip(match, facts, rule));

    private ActionResult Strip(ConditionMatch match, PolicyFacts facts, string rule)
    {
        var paths = Chosen(match, facts).Select(path => Outermost(facts.Carriers, path)).Distinct(StringComparer.Ordinal).Take(MostParts + 1).ToImmutableArray();
        if (settings.Matching && match.Findings.Any(finding => finding is { Part: null, Category: FindingCategory.Virus or FindingCategory.AdvancedThreat or FindingCategory.Unscannable }))
            return Unplaced();
        if (paths.IsEmpty)
            return new ActionResult("no attachment to strip") { IsDone = false };
        if (settings.IfSigned != IfSigned.Strip && SignedCondition.SealedType(facts.Inspection) is { } type)
            return Sealed(type);
        if (paths.Length > MostParts)
            return TooMany();
        var names = PartWords.List(paths, path => PartWords.File(facts.Inspection, path));
        var notice = settings.Notice
            .Replace("{attachments}", names, StringComparison.Ordinal).Replace("{rule}", rule, StringComparison.Ordinal);
        return new ActionResult($"stripped {names}") { Edits = [new StripPartsEdit(paths, notice)] };
    }

    /// <summary>An engine that has seen only the message as a whole may mean its text: nobody knows what to take out.</summary>
    private static ActionResult Unplaced() => new("attachments not stripped, since the finding does not say which part it is about")
    {
        IsDone = false,
        Instead = new QuarantineAction(QuarantineAction.DefaultArea),
    };

    private static ActionResult TooMany() => new(string.Create(CultureInfo.InvariantCulture, $"attachments not stripped, since there are more than {MostParts}"))
    {
        IsDone = false,
        Instead = new QuarantineAction(QuarantineAction.DefaultArea),
    };

    private ActionResult Sealed(string type) => new($"attachments not stripped, since the message is signed or encrypted by its sender ({type})")
    {
        IsDone = false,
        Instead = settings.IfSigned == IfSigned.Quarantine ? new QuarantineAction(QuarantineAction.DefaultArea) : null,
    };

    private IEnumerable<string> Chosen(ConditionMatch match, PolicyFacts facts)
    {
        var all = settings.All || (settings.Matching && match.Findings.Any(finding => finding.Part is null));
        var attachments = facts.Attachments(inArchives: true).Where(part => all || IsNamed(part)).Select(part => part.Path);
        return settings.Matching ? attachments.Concat(match.Parts) : attachments;
    }

    /// <summary>The MIME part to take out: itself, or the archive that holds it.</summary>
    private static string Outermost(IReadOnlySet<string> carriers, string path)
    {
        for (var end = path.IndexOf('/', StringComparison.Ordinal); end >= 0; end = path.IndexOf('/', end + 1))
        {
            if (carriers.Contains(path[..end]))
                return path[..end];
        }
        return path;
    }

    private bool IsNamed(MessagePart part) => PartNames.Of(part).Any(name => settings.Names.Any(pattern => pattern.IsMatch(name))
        || settings.Extensions.Any(pattern => pattern.IsMatch(AttachmentExtensionCondition.Extension(name))));

    private static StripAttachmentsAction Read(YamlKeys keys, ActionScope scope)
    {
        var names = keys.Wildcards("names", "file names such as invoice*.exe");
        var extensions = keys.CheckedTexts("extensions", "extensions such as exe").Select(text => new WildcardPattern(text.TrimStart('.'))).ToImmutableArray();
        var isChosen = names.Length + extensions.Length > 0;
        var which = keys.Choice("which", isChosen ? "" : "matching", ("matching", "matching"), ("all", "all"));
        if (which == "matching" && scope.Condition is not { NamesParts: true })
            keys.Errors.Add(keys.Mapping, "the rule's condition names no attachments; say which: \"which: all\", or \"names\" or \"extensions\"");
        var notice = keys.Text("notice");
        if (notice?.Length > MostNoticeCharacters)
            keys.Errors.Add(keys.Find("notice")!, $"expected at most {MostNoticeCharacters} characters");
        return new StripAttachmentsAction(new StripSettings(
            which == "matching", which == "all", names, extensions, notice ?? StripSettings.OwnNotice,
            keys.Choice("if-signed", IfSigned.Quarantine, ("quarantine", IfSigned.Quarantine), ("strip", IfSigned.Strip), ("keep", IfSigned.Keep))));
    }
}

/// <summary>Settings of <see cref="StripAttachmentsAction"/>.</summary>
internal sealed record StripSettings(
    bool Matching, bool All, ImmutableArray<WildcardPattern> Names, ImmutableArray<WildcardPattern> Extensions, string Notice, IfSigned IfSigned)
{
    public const string OwnNotice = "The mail gateway removed from this message: {attachments}\n(rule: {rule})\n";

    public string Sentence
    {
        get
        {
            var which = new List<string>();
            if (Matching)
                which.Add("the matching attachments");
            if (All)
                which.Add("all attachments");
            if (!Names.IsEmpty)
                which.Add($"attachments named {PartWords.Or(Names.Select(name => name.Text))}");
            if (!Extensions.IsEmpty)
                which.Add($"attachments with the extension {PartWords.Or(Extensions.Select(extension => extension.Text))}");
            var notice = Notice == OwnNotice ? "" : $", leaving the notice \"{Notice}\"";
            return $"strip {string.Join(" and ", which)}{notice}{Signed}";
        }
    }

    private string Signed => IfSigned switch
    {
        IfSigned.Strip => ", even in signed mail",
        IfSigned.Keep => ", but not in signed mail",
        _ => ", or quarantine the message when it is signed",
    };
}

/// <summary>What becomes of signed or encrypted mail, which cannot be stripped without breaking it.</summary>
internal enum IfSigned
{
    Quarantine = 0,
    Strip,
    Keep,
}
