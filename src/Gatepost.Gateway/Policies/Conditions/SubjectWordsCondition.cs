using Gatepost.Gateway.Configuration.Yaml;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>Words stand in the subject.</summary>
internal sealed class SubjectWordsCondition(WordList words) : PolicyCondition
{
    public static ConditionType Type { get; } = new(
        "subject-words", "Whole words or phrases stand in the subject, without regard to case.", WordList.Keys,
        ["[\"wire transfer\", 汇款]", "{words: [urgent, payment, today], at-least: 2}"], keys => new SubjectWordsCondition(WordList.Read(keys)))
    { ShortKey = "words" };

    public override string Sentence => $"{words.Sentence} in the subject";

    public override ConditionMatch? Evaluate(PolicyFacts facts) => words.Find(facts.FoldedSubjects) is not { } found ? null
        : new ConditionMatch($"{found} in the subject") { Plain = "The subject of the message is not accepted" };
}
