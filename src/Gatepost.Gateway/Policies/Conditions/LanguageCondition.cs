using System.Collections.Immutable;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies.Compilation;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Text.Languages;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>A text of the message is in a certain language.</summary>
internal sealed class LanguageCondition(ImmutableArray<string> languages) : PolicyCondition
{
    public static ConditionType Type { get; } = new(
        "language", "A text that a reader sees is in one of these languages; a text that is too short to tell is in none.",
        [new("languages", "list of codes", "Two letters as in ISO 639-1: en, de, zh.")],
        ["[ru, zh]"],
        Read)
    { ShortKey = "languages" };

    public override string Sentence => $"a text in the language {PartWords.Or(languages)}";

    public override InspectionNeeds Needs => InspectionNeeds.Text;

    public override bool NamesParts => true;

    public override ConditionMatch? Evaluate(PolicyFacts facts)
    {
        var matching = facts.Inspection.Texts.Where(text => text.Kind == TextKind.Visible && text.Language is { } language && languages.Contains(language)).ToArray();
        return matching.Length == 0 ? null : new ConditionMatch(PartWords.List(matching, text => $"the language {text.Language} in {PartWords.Part(facts.Inspection, text.Part)}"))
        {
            Plain = "The message is in a language that is not accepted here",
            Parts = [.. matching.Select(text => text.Part).Distinct(StringComparer.Ordinal)],
        };
    }

    private static LanguageCondition Read(YamlKeys keys)
    {
        var expected = "codes of languages: " + string.Join(", ", LanguageDetector.Known);
        return new LanguageCondition(keys.RequiredTexts("languages", expected, code => LanguageDetector.Known.Contains(code) ? null : "expected " + expected));
    }
}
