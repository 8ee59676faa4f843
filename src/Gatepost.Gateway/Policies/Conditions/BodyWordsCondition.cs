using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Inspection;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>Words stand in the texts of the message. Hidden ones count: who hides words from readers means them for filters, and a page that looks hidden to us may be shown by some program.</summary>
internal sealed class BodyWordsCondition(WordList words) : PolicyCondition
{
    public static ConditionType Type { get; } = new(
        "body-words", "Whole words or phrases stand in a text of the message or of its files, without regard to case; one that is hidden from the reader counts too.", WordList.Keys,
        ["[\"strictly confidential\", совершенно секретно]", "{words: [urgent, payment, today], at-least: 3}"], keys => new BodyWordsCondition(WordList.Read(keys)))
    { ShortKey = "words" };

    public override string Sentence => $"{words.Sentence} in the text";

    public override InspectionNeeds Needs => InspectionNeeds.Text;

    public override ConditionMatch? Evaluate(PolicyFacts facts) => words.Find(facts.FoldedTexts) is not { } found ? null
        : new ConditionMatch($"{found} in the text") { Plain = "The content of the message is not accepted" };
}
