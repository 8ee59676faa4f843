using System.Collections.Immutable;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Policies.Compilation;
using Gatepost.Gateway.Policies.Matching;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>The envelope's sender.</summary>
internal sealed class SenderCondition(ImmutableArray<AddressPattern> patterns) : PolicyCondition
{
    public static ConditionType Type { get; } = new(
        "sender", "The envelope's sender (MAIL FROM) fits one of these; <> is the null sender of bounces.",
        [new("matches", "list of address patterns", "user@example.org, *@example.org, *@*.example.org, example.org, * or <>.")],
        ["[boss@example.org, \"*@partner.example\", <>]"],
        keys => new SenderCondition(keys.AddressPatterns("matches", isRequired: true)))
    { ShortKey = "matches" };

    public override string Sentence => $"a sender like {PartWords.Or(patterns.Select(pattern => pattern.Text))}";

    public override ConditionMatch? Evaluate(PolicyFacts facts)
    {
        var sender = facts.Inspection.Message.Envelope.Sender;
        return !patterns.Any(pattern => pattern.IsMatch(sender)) ? null
            : new ConditionMatch($"the sender is {PartWords.Clean(sender?.ToString() ?? "<>")}") { Plain = "Mail of this sender is not accepted" };
    }
}
