using System.Collections.Immutable;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Inspectors;
using Gatepost.Gateway.Policies.Compilation;
using Gatepost.Gateway.Policies.Matching;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>An inspector stated a fact.</summary>
internal sealed class FindingCondition(
    ImmutableArray<FindingCategory> categories, ImmutableArray<WildcardPattern> names, ImmutableArray<string> inspectors, NumberRange score) : PolicyCondition
{
    public static ConditionType Type { get; } = new(
        "finding", "An inspector found something.",
        [
            new("category", "list of categories", "One of these categories; not set = any."),
            new("name", "list of patterns", "The finding's name, * for any characters; not set = any."),
            new("inspector", "list of names", "Who states it (see Inspectors below); not set = anybody."),
            new("score-at-least", "number", "Its score or more."),
            new("score-below", "number", "Less than this score."),
        ],
        ["{category: virus}", "{category: [spam, phishing], score-at-least: 5, score-below: 9.5}", "{name: EICAR_*, inspector: test-strings}"],
        Read);

    public override string Sentence
    {
        get
        {
            var words = categories.IsEmpty ? "a finding" : $"a finding of category {PartWords.Or(categories.Select(FindingCategoryWords.Name))}";
            words += names.IsEmpty ? "" : $" named {PartWords.Or(names.Select(name => name.Text))}";
            words += inspectors.IsEmpty ? "" : $" by {PartWords.Or(inspectors)}";
            return score == default ? words : $"{words} with a score {score.Describe()}";
        }
    }

    public override IEnumerable<string> Inspectors => inspectors;

    public override IEnumerable<FindingCategory> Categories =>
        !inspectors.IsEmpty ? [] : categories.IsEmpty ? Enum.GetValues<FindingCategory>() : categories;

    public override bool NamesParts => true;

    public override ConditionMatch? Evaluate(PolicyFacts facts)
    {
        var found = facts.Inspection.Findings.Where(IsWanted).ToImmutableArray();
        if (found.IsEmpty)
            return null;
        return new ConditionMatch(PartWords.List(found, finding => PartWords.Finding(facts.Inspection, finding)))
        {
            Plain = FindingCategoryWords.Plain(found[0]),
            Findings = found,
            Parts = [.. found.Select(finding => finding.Part).OfType<string>().Distinct()],
        };
    }

    private bool IsWanted(Finding finding) =>
        (categories.IsEmpty || categories.Contains(finding.Category))
        && (names.IsEmpty || names.Any(name => name.IsMatch(finding.Name)))
        && (inspectors.IsEmpty || inspectors.Contains(finding.Inspector))
        && score.Contains(finding.Score);

    private static FindingCondition? Read(YamlKeys keys)
    {
        var categories = keys.CheckedTexts("category", "categories of findings", CategoryFault);
        var names = keys.Wildcards("name", "names of findings such as EICAR_*");
        var inspectors = keys.CheckedTexts("inspector", "names of inspectors", InspectorFault);
        var score = keys.OpenRange("score-at-least", "score-below");
        if (keys.Find("category") is null && keys.Find("name") is null && keys.Find("inspector") is null)
            keys.Errors.Add(keys.Mapping, "one of \"category\", \"name\" and \"inspector\" is missing");
        return new FindingCondition([.. categories.Select(Parse)], names, inspectors, score);
    }

    private static FindingCategory Parse(string name) => FindingCategoryWords.TryParse(name, out var category) ? category : default;

    private static string? CategoryFault(string name) =>
        FindingCategoryWords.TryParse(name, out _) ? null : "no such category; " + Hint(name, FindingCategoryWords.All);

    /// <summary>A name that nobody has would make every message unscannable.</summary>
    private static string? InspectorFault(string name) =>
        KnownInspectors.Names.Contains(name) ? null : "no such inspector; " + Hint(name, KnownInspectors.Names);

    private static string Hint(string name, IEnumerable<string> known) =>
        DidYouMean.Find(name, known) is { } near ? $"did you mean \"{near}\"?" : "expected " + YamlKeys.OneOf(known);
}
