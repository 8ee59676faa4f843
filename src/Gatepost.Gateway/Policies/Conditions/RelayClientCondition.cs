using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Policies.Compilation;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>The client may relay.</summary>
internal sealed class RelayClientCondition(bool expected) : PolicyCondition
{
    public static ConditionType Type { get; } = new(
        "relay-client", "The client may relay: it is in the relay networks of its listener, or has proved who it is by AUTH or a certificate (or, with false, may not).",
        [new("is", "true or false", "Whether it must be.")],
        ["false"],
        keys => new RelayClientCondition(keys.RequiredFlag("is")))
    { ShortKey = "is" };

    public override string Sentence => expected ? "a client that may relay" : "a client that may not relay";

    public override ConditionMatch? Evaluate(PolicyFacts facts) => facts.Inspection.Message.Envelope.IsRelayClient != expected ? null
        : new ConditionMatch(expected ? "the client may relay" : "the client may not relay");
}
