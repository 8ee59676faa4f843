using Gatepost.Gateway.Configuration.Units;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Policies.Compilation;
using Gatepost.Gateway.Policies.Matching;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>The message as it arrived has a certain size.</summary>
internal sealed class SizeCondition(NumberRange size) : PolicyCondition
{
    public static ConditionType Type { get; } = new(
        "size", "The message, as it arrived, has a size in this range.",
        [new("at-least", "size", "This size or more."), new("below", "size", "Less than this size.")],
        ["{at-least: 25MB}", "{at-least: 1KB, below: 2KB}"],
        Read);

    public override string Sentence => $"a message of {size.Describe(PolicyKeys.SizeWords)}";

    public override ConditionMatch? Evaluate(PolicyFacts facts)
    {
        var octets = facts.Inspection.Message.Content.Length;
        return !size.Contains(octets) ? null : new ConditionMatch($"the message has {SizeText.Format(octets)}")
        {
            Plain = $"The message has a size that is not accepted here ({SizeText.Format(octets)})",
        };
    }

    private static SizeCondition Read(YamlKeys keys) => new(keys.RequiredSizeRange());
}
