using System.Collections.Immutable;
using System.Net;
using Gatepost.Gateway.Configuration.Units;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Policies.Compilation;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>The network that the message came from.</summary>
internal sealed class ClientNetworkCondition(ImmutableArray<IPNetwork> networks) : PolicyCondition
{
    public static ConditionType Type { get; } = new(
        "client-network", "The client that brought the message has an address in one of these networks.",
        [new("in", "list of networks", "192.0.2.0/24, 2001:db8::/32, or a single address.")],
        ["[192.0.2.0/24, 2001:db8::1]"],
        Read)
    { ShortKey = "in" };

    public override string Sentence => $"a client in {PartWords.Or(networks.Select(network => network.ToString()))}";

    public override ConditionMatch? Evaluate(PolicyFacts facts)
    {
        if (facts.Inspection.Message.Envelope.ClientAddress is not { } client)
            return null;
        var address = client.IsIPv4MappedToIPv6 ? client.MapToIPv4() : client;
        return !networks.Any(network => network.Contains(address)) ? null
            : new ConditionMatch($"the client is {address}") { Plain = "Mail from this server is not accepted" };
    }

    private static ClientNetworkCondition Read(YamlKeys keys) =>
        new([.. keys.RequiredTexts("in", NetworkText.Expected, Fault).Select(text => NetworkText.TryParse(text, out var network) ? network : default)]);

    private static string? Fault(string text) => NetworkText.TryParse(text, out _) ? null : "expected " + NetworkText.Expected;
}
