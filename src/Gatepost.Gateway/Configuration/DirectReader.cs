using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Gatepost.Gateway.Configuration.Units;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.Configuration;

/// <summary>The keys of a listener that only the role <c>direct</c> has.</summary>
internal static class DirectReader
{
    private const string ExpectedHop = "host and port of the mail server's door for inspected mail, such as 127.0.0.1:10026";

    private const string ExpectedQueue = "\"before\" (the sender waits for our answer: Postfix's smtpd_proxy_filter) or \"after\" (he got his 250: content_filter)";

    private static readonly string[] Keys = ["next-hop", "queue", "clients"];

    /// <summary>Reads them; null for another role, and after a mistake.</summary>
    public static DirectSettings? Read(YamlKeys keys, ListenerRole role, IPEndPoint? listens)
    {
        if (role != ListenerRole.Direct)
        {
            Refuse(keys);
            return null;
        }
        var hop = NextHop(keys, listens);
        var queue = keys.Require("queue", ExpectedQueue) is null
            ? QueueSide.Before
            : keys.Choice("queue", QueueSide.Before, ("before", QueueSide.Before), ("after", QueueSide.After));
        var clients = Clients(keys);
        return hop is null ? null : new DirectSettings(hop, queue, clients);
    }

    /// <summary>On any other role they would say nothing: a mistake, not a surprise.</summary>
    private static void Refuse(YamlKeys keys)
    {
        foreach (var key in Keys)
        {
            if (keys.Find(key) is { } node)
                keys.Errors.Add(node, $"\"{key}\" is for listeners with \"role: direct\"");
        }
    }

    private static SpoolNextHop? NextHop(YamlKeys keys, IPEndPoint? listens)
    {
        if (keys.Require("next-hop", ExpectedHop) is not { } node || YamlKeys.Text(node, keys.Errors, ExpectedHop) is not { } text)
            return null;
        if (Parse(text) is not { } hop)
        {
            keys.Errors.AddUnexpected(node, ExpectedHop);
            return null;
        }
        if (listens is null || hop.Port != listens.Port || !IPAddress.TryParse(hop.Host, out var address)
            || !(address.Equals(listens.Address) || (IPAddress.IsLoopback(address) && (listens.Address.Equals(IPAddress.Any) || listens.Address.Equals(IPAddress.IPv6Any)))))
            return hop;
        keys.Errors.Add(node, $"found {node.Describe()}, which is this listener itself: its mail would go round in circles");
        return null;
    }

    private static SpoolNextHop? Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65_535)
            return null;
        var host = text[..colon];
        if (host is ['[', .. var literal, ']'])
            return IPAddress.TryParse(literal, out _) ? new SpoolNextHop(literal, port) : null;
        return host.Length <= 253 && host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') ? new SpoolNextHop(host, port) : null;
    }

    private static ImmutableArray<IPNetwork> Clients(YamlKeys keys)
    {
        if (keys.FindFilled("clients", NetworkText.Expected) is null)
            return DirectSettings.Loopback;
        var networks = ImmutableArray.CreateBuilder<IPNetwork>();
        foreach (var item in keys.Items("clients"))
        {
            if (YamlKeys.Text(item, keys.Errors, NetworkText.Expected) is not { } text)
                continue;
            if (!NetworkText.TryParse(text, out var network))
                keys.Errors.AddUnexpected(item, NetworkText.Expected);
            else if (network.PrefixLength == 0)
                keys.Errors.Add(item, $"found {item.Describe()}, which is everybody: a direct listener passes on whatever its clients bring, and that would be an open relay");
            else
                networks.Add(network);
        }
        return networks.ToImmutable();
    }
}
