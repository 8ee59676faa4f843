using System.Globalization;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies.Matching;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>Payment card numbers stand in the subject or the text.</summary>
internal sealed class CardNumbersCondition(int atLeast) : PolicyCondition
{
    public static ConditionType Type { get; } = new(
        "card-numbers", "Payment card numbers (issuer, length and check digit are right) stand in the subject or the text.",
        [new("at-least", "number", "How many different ones must be there; not set = 1.")],
        ["{at-least: 5}"],
        keys => new CardNumbersCondition(keys.Number("at-least", 1, 1, CardNumberScanner.MostNumbers)));

    public override string Sentence => string.Create(CultureInfo.InvariantCulture, $"at least {atLeast} payment card numbers");

    public override InspectionNeeds Needs => InspectionNeeds.Text;

    public override ConditionMatch? Evaluate(PolicyFacts facts)
    {
        var numbers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in facts.HeaderValues("Subject").Concat(facts.Inspection.Texts.Select(text => text.Text)))
            CardNumberScanner.Find(text, numbers);
        if (numbers.Count < atLeast)
            return null;
        var endings = PartWords.List([.. numbers.Select(number => number[^4..]).Order(StringComparer.Ordinal)]);
        return new ConditionMatch(string.Create(CultureInfo.InvariantCulture, $"{numbers.Count} payment card numbers, ending in {endings}"))
        {
            Plain = "The message holds payment card numbers, which must not be sent by mail",
        };
    }
}
