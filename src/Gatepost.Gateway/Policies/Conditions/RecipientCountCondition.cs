using System.Globalization;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Policies.Compilation;
using Gatepost.Gateway.Policies.Matching;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>How many recipients the envelope has.</summary>
internal sealed class RecipientCountCondition(NumberRange count) : PolicyCondition
{
    public static ConditionType Type { get; } = new(
        "recipient-count", "The number of recipients of this copy of the message (RCPT TO) lies in this range.",
        [new("at-least", "number", "So many or more."), new("below", "number", "Fewer than so many.")],
        ["{at-least: 50}", "{at-least: 1, below: 2}"],
        keys => new RecipientCountCondition(keys.RequiredRange()));

    public override string Sentence => $"recipients, {count.Describe()} of them";

    public override ConditionMatch? Evaluate(PolicyFacts facts)
    {
        var recipients = facts.Inspection.Message.Envelope.Recipients.Length;
        return !count.Contains(recipients) ? null : new ConditionMatch(string.Create(CultureInfo.InvariantCulture, $"{recipients} recipients"))
        {
            Plain = string.Create(CultureInfo.InvariantCulture, $"The message has a number of recipients that is not accepted here ({recipients})"),
        };
    }
}
