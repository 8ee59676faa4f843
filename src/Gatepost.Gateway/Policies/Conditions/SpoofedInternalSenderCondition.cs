using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Policies.Compilation;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>
/// The From header names one of our own domains, but the message came from outside. Mailing lists and forwarders do that too, so the default policy only
/// marks such mail.
/// </summary>
internal sealed class SpoofedInternalSenderCondition(bool expected) : PolicyCondition
{
    public static ConditionType Type { get; } = new(
        "spoofed-internal-sender",
        "The From header names an address of an internal domain, but the client may not relay (or, with false, not so).",
        [new("is", "true or false", "Whether it must be.")],
        ["true"],
        keys => new SpoofedInternalSenderCondition(keys.RequiredFlag("is")))
    { ShortKey = "is" };

    public override string Sentence => expected ? "an internal sender address from outside" : "no internal sender address from outside";

    public override ConditionMatch? Evaluate(PolicyFacts facts)
    {
        var domain = facts.Inspection.Message.Envelope.IsRelayClient ? null
            : facts.HeaderFields("From").SelectMany(FromDomains.Read).FirstOrDefault(facts.Snapshot.InternalDomains.Contains);
        if (expected != domain is not null)
            return null;
        return domain is null ? new ConditionMatch("no internal sender address from outside")
            : new ConditionMatch($"the From header names the internal domain {PartWords.Clean(domain)}, but the client {Client(facts)} may not relay")
            {
                Plain = "The message comes from outside under an address of the recipient's own organisation",
            };
    }

    private static string Client(PolicyFacts facts) => facts.Inspection.Message.Envelope.ClientAddress?.ToString() ?? "(unknown)";
}
