using System.Collections.Immutable;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Inspection;

/// <summary>
/// What reading the content itself brings to light: parts that are damaged, need a password or passed a limit. Stated by the pipeline under the name <c>content</c>, whenever parts are
/// read at all; a policy may ask for it like for any inspector.
/// </summary>
public static class ContentFindings
{
    /// <summary>A part that breaks its format and was read all the same.</summary>
    public const string Malformed = "MALFORMED_PART";

    /// <summary>A part that needs a password.</summary>
    public const string Encrypted = "ENCRYPTED_PART";

    /// <summary>How the pseudo inspector shows in lists and to the policy.</summary>
    public static InspectorDescriptor Descriptor { get; } = new()
    {
        Name = "content",
        Summary = "Reads parts, archives, texts and links, and says what could not be read.",
        Needs = InspectionNeeds.Parts,
        Categories = [FindingCategory.Unscannable, FindingCategory.Malformed, FindingCategory.Encrypted],
    };

    internal static void Report(InspectorFindings findings, IMessageParts? parts, IEnumerable<PartProblem> problems)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in parts?.All ?? [])
        {
            if (part.Name is { } name)
                names[part.Path] = name;
        }
        foreach (var problem in problems)
            findings.Report(ToFinding(problem, names.GetValueOrDefault(problem.Part)));
    }

    private static Finding ToFinding(PartProblem problem, string? name)
    {
        var (category, title) = problem.Kind switch
        {
            PartProblemKind.Encrypted => (FindingCategory.Encrypted, Encrypted),
            PartProblemKind.Malformed => (FindingCategory.Malformed, Malformed),
            PartProblemKind.Unread => (FindingCategory.Unscannable, UnscannableNames.Unread),
            PartProblemKind.Failed => (FindingCategory.Unscannable, UnscannableNames.Failed),
            PartProblemKind.NotTried => (FindingCategory.Unscannable, UnscannableNames.EngineDown),
            PartProblemKind.Unsupported => (FindingCategory.Unscannable, UnscannableNames.Unsupported),
            _ => (FindingCategory.Unscannable, UnscannableNames.LimitReached),
        };
        var evidence = name is null ? problem.Reason : $"{name}: {problem.Reason}";
        return new Finding(Descriptor.Name, category, title, problem.Part.Length == 0 ? null : problem.Part, evidence);
    }
}
