using System.Collections.Immutable;
using System.Net;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Delivery;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Smtp.Client;

namespace Gatepost.Gateway.Policies.Compilation;

/// <summary>Reads <c>next-hops</c>.</summary>
internal sealed class NextHopReader(DeliverySettings delivery)
{
    private const string ExpectedTo = "an address, a domain, *.domain or *";

    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);

    public static NextHopTable Read(YamlKeys policy, DeliverySettings delivery)
    {
        var reader = new NextHopReader(delivery);
        return new NextHopTable(policy.Items("next-hops").SelectMany(item => reader.ReadRoutes(new YamlKeys(item, policy.Errors))));
    }

    /// <summary>One route for each entry of <c>to</c>: what is below it holds for all of them.</summary>
    private IEnumerable<NextHopRoute> ReadRoutes(YamlKeys keys)
    {
        var to = ReadTo(keys);
        var route = ReadWay(keys) with
        {
            Connections = keys.Find("connections") is null ? null : keys.Number("connections", 1, 1, 1_000),
            Retry = ReadRetry(keys),
            MaximumLife = DeliveryReader.MaximumLife(keys),
        };
        keys.Finish();
        return to.Select(pattern => route with { To = pattern });
    }

    private static NextHopRoute ReadWay(YamlKeys keys)
    {
        var protocol = keys.Choice("protocol", SmtpClientProtocol.Smtp, ("smtp", SmtpClientProtocol.Smtp), ("lmtp", SmtpClientProtocol.Lmtp));
        var tls = NextHopTlsReader.Read(keys);
        var route = new NextHopRoute
        {
            To = "",
            Protocol = protocol,
            Tls = tls,
            Hosts = NextHopHostReader.Read(keys, DefaultPort(protocol, tls)),
            UseMx = keys.Flag("mx", false),
            Maildir = keys.PathText("maildir", "a folder"),
            Credentials = ReadCredentials(keys, tls),
            SourceAddresses = ReadSources(keys),
            HostName = ReadHostName(keys),
            UseChunking = keys.Flag("chunking", true),
            EightBit = keys.Choice("eight-bit", EightBitRule.Convert, ("convert", EightBitRule.Convert), ("strict", EightBitRule.Strict), ("as-is", EightBitRule.AsIs)),
        };
        CheckWay(keys, route);
        return route;
    }

    private static void CheckWay(YamlKeys keys, NextHopRoute route)
    {
        var ways = (keys.Find("hosts") is null ? 0 : 1) + (route.UseMx ? 1 : 0) + (keys.Find("maildir") is null ? 0 : 1);
        if (ways != 1)
            keys.Errors.Add(keys.Mapping, $"found {ways} ways to deliver, expected exactly one of \"hosts\", \"mx: true\" and \"maildir\"");
        else if (keys.Find("hosts") is YamlSequence { Items.Length: 0 } empty)
            keys.Errors.AddUnexpected(empty, "hosts such as mail.example.org:25");
        if (route.UseMx && route.Protocol == SmtpClientProtocol.Lmtp)
            keys.Errors.Add(keys.Find("protocol")!, "LMTP needs \"hosts\": MX records name servers for SMTP (RFC 2033 section 5)");
        if (route.UseMx && route.Credentials is not null)
            keys.Errors.Add(keys.Find("credentials")!, "credentials need \"hosts\": MX records name the servers of strangers, who would learn the password");
        foreach (var key in route.Maildir is null ? [] : new[] { "protocol", "tls", "credentials", "source-addresses", "hostname", "chunking", "eight-bit" })
        {
            if (keys.Find(key) is { } node)
                keys.Errors.Add(node, $"\"{key}\" is about connections, and a Maildir has none");
        }
    }

    /// <summary>24 is where stores listen to LMTP by custom (RFC 2033 forbids 25), 465 is for TLS from the first octet (RFC 8314).</summary>
    private static int DefaultPort(SmtpClientProtocol protocol, NextHopTls tls) => protocol == SmtpClientProtocol.Lmtp ? 24 : tls.IsImplicit ? 465 : 25;

    private ImmutableArray<string> ReadTo(YamlKeys keys)
    {
        if (keys.Require("to", ExpectedTo) is YamlSequence { Items.Length: 0 } empty)
            keys.Errors.AddUnexpected(empty, ExpectedTo);
        return [.. keys.Items("to").Select(node => ReadTo(keys, node)).OfType<string>()];
    }

    private string? ReadTo(YamlKeys keys, YamlNode node)
    {
        if (YamlKeys.Text(node, keys.Errors, ExpectedTo) is not { } to)
            return null;
        var isAddress = to.Contains('@', StringComparison.Ordinal);
        if (to != "*" && (isAddress ? !SmtpAddressParser.TryParse(to, out _) || to.Contains('*', StringComparison.Ordinal) : !DomainText.IsDomainPattern(to)))
            keys.Errors.AddUnexpected(node, ExpectedTo);
        else if (!_seen.Add(isAddress ? to : DomainName.ToAscii(to)))
            keys.Errors.Add(node, $"a next hop for {node.Describe()} stands above already; put its hosts into one list");
        return to;
    }

    private static string? ReadCredentials(YamlKeys keys, NextHopTls tls)
    {
        var name = keys.Text("credentials");
        if (name is not null && tls.Mode is not (SmtpClientTls.Required or SmtpClientTls.Verified))
            keys.Errors.Add(keys.Find("credentials")!, "credentials need \"tls: verified\" (or \"required\"): without it anybody on the way could ask for them");
        return name;
    }

    private static ImmutableArray<IPAddress> ReadSources(YamlKeys keys)
    {
        const string expected = "addresses of this machine, one of each IP version at most";
        var addresses = keys.CheckedTexts("source-addresses", expected, text => IPAddress.TryParse(text, out _) ? null : "expected " + expected)
            .Select(IPAddress.Parse).ToImmutableArray();
        if (addresses.DistinctBy(address => address.AddressFamily).Count() != addresses.Length)
            keys.Errors.AddUnexpected(keys.Find("source-addresses")!, expected);
        return addresses;
    }

    private static string? ReadHostName(YamlKeys keys)
    {
        var name = keys.Text("hostname");
        if (name is null)
            return null;
        if (!DomainText.IsDomain(name) || !name.Contains('.', StringComparison.Ordinal))
            keys.Errors.AddUnexpected(keys.Find("hostname")!, "a full host name such as out.example.org");
        return DomainName.ToAscii(name);
    }

    private string? ReadRetry(YamlKeys keys)
    {
        var name = keys.Text("retry");
        if (name is not null && !delivery.Profiles.ContainsKey(name))
        {
            var known = delivery.Profiles.Keys.Order(StringComparer.Ordinal).ToArray();
            keys.Errors.AddUnexpected(keys.Find("retry")!, known.Length == 0
                ? "the name of a retry profile, and there is none under \"delivery: retry-profiles\""
                : $"a retry profile: {YamlKeys.OneOf(known)}");
        }
        return name;
    }
}
