using System.Collections.Immutable;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Policies.Compilation;
using Gatepost.Gateway.Policies.Matching;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>The recipient that is decided about.</summary>
internal sealed class RecipientCondition(ImmutableArray<AddressPattern> patterns) : PolicyCondition
{
    public static ConditionType Type { get; } = new(
        "recipient", "The recipient fits one of these; other recipients of the message are decided on their own.",
        [new("matches", "list of address patterns", "user@example.org, *@example.org, *@*.example.org, example.org or *.")],
        ["[abuse@example.org, \"*@lists.example.org\"]"],
        keys => new RecipientCondition(keys.AddressPatterns("matches", isRequired: true)))
    { ShortKey = "matches" };

    public override string Sentence => $"a recipient like {PartWords.Or(patterns.Select(pattern => pattern.Text))}";

    public override bool IsPerRecipient => true;

    public override ConditionMatch? Evaluate(PolicyFacts facts) => !patterns.Any(pattern => pattern.IsMatch(facts.Recipient)) ? null
        : new ConditionMatch($"the recipient is {PartWords.Clean(facts.Recipient.ToString())}") { Plain = "Mail to this recipient is not accepted" };
}
