using System.Collections.Immutable;
using System.Net;
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

    private static ClientNetworkCondition Read(YamlKeys keys)
    {
        const string expected = "networks such as 192.0.2.0/24 or 2001:db8::/32";
        return new ClientNetworkCondition([.. keys.RequiredTexts("in", expected, Fault).Select(Parse).OfType<IPNetwork>()]);
    }

    /// <summary>Null for shortened forms too: <c>10.0.0</c> is an address to the library, and a network to whoever wrote it.</summary>
    private static IPNetwork? Parse(string text)
    {
        if (!text.Contains(':', StringComparison.Ordinal) && text.Count(c => c == '.') != 3)
            return null;
        if (IPNetwork.TryParse(text, out var network))
            return network;
        return IPAddress.TryParse(text, out var address)
            ? new IPNetwork(address, address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128)
            : null;
    }

    private static string? Fault(string text) => Parse(text) is null ? "expected a network such as 192.0.2.0/24 or 2001:db8::/32" : null;
}
