using System.Collections.Immutable;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Delivery;
using Gatepost.Mail.Addresses;

namespace Gatepost.Gateway.Policies.Compilation;

/// <summary>Reads <c>next-hops</c>.</summary>
internal static class NextHopReader
{
    private const string ExpectedTo = "an address, a domain, *.domain or *";

    public static NextHopTable Read(YamlKeys policy)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return new NextHopTable(policy.Items("next-hops").Select(item => ReadRoute(new YamlKeys(item, policy.Errors), seen)));
    }

    private static NextHopRoute ReadRoute(YamlKeys keys, HashSet<string> seen)
    {
        var route = new NextHopRoute
        {
            To = ReadTo(keys, seen),
            Hosts = [.. keys.Items("hosts").Select(item => ReadHost(item, keys.Errors)).OfType<NextHopHost>()],
            UseMx = keys.Flag("mx", false),
            Maildir = ReadMaildir(keys),
            Tls = keys.Choice("tls", NextHopTls.Opportunistic, ("opportunistic", NextHopTls.Opportunistic), ("off", NextHopTls.Off), ("required", NextHopTls.Required)),
        };
        var ways = (keys.Find("hosts") is null ? 0 : 1) + (route.UseMx ? 1 : 0) + (keys.Find("maildir") is null ? 0 : 1);
        if (ways != 1)
            keys.Errors.Add(keys.Mapping, $"found {ways} ways to deliver, expected exactly one of \"hosts\", \"mx: true\" and \"maildir\"");
        else if (keys.Find("hosts") is YamlSequence { Items.Length: 0 } empty)
            keys.Errors.AddUnexpected(empty, "hosts such as mail.example.org:25");
        keys.Finish();
        return route;
    }

    private static string ReadTo(YamlKeys keys, HashSet<string> seen)
    {
        if (keys.Require("to", ExpectedTo) is not { } node || YamlKeys.Text(node, keys.Errors, ExpectedTo) is not { } to)
            return "";
        var isAddress = to.Contains('@', StringComparison.Ordinal);
        if (to != "*" && (isAddress ? !SmtpAddressParser.TryParse(to, out _) || to.Contains('*', StringComparison.Ordinal) : !DomainText.IsDomainPattern(to)))
            keys.Errors.AddUnexpected(node, ExpectedTo);
        else if (!seen.Add(isAddress ? to : DomainName.ToAscii(to)))
            keys.Errors.Add(node, $"a next hop for {node.Describe()} stands above already; put its hosts into one list");
        return to;
    }

    private static string? ReadMaildir(YamlKeys keys)
    {
        var folder = keys.Text("maildir");
        if (folder is not null && (folder.Trim().Length == 0 || folder.Contains('\0', StringComparison.Ordinal) || folder.Split('/').Contains("..")))
            keys.Errors.AddUnexpected(keys.Find("maildir")!, "a folder, absolute or inside the data folder, without \"..\"");
        return folder;
    }

    private static NextHopHost? ReadHost(YamlNode node, ConfigurationErrors errors)
    {
        const string expected = "a host such as mail.example.org, mail.example.org:25 or [2001:db8::1]:25";
        if (node is not YamlMapping)
        {
            if (YamlKeys.Text(node, errors, expected) is not { } text)
                return null;
            if (DomainText.TryParseHost(text, 25, out var name, out var port))
                return new NextHopHost(name, port);
            errors.AddUnexpected(node, expected);
            return null;
        }
        var keys = new YamlKeys(node, errors);
        var host = keys.Require("host", expected) is { } value ? YamlKeys.Text(value, errors, expected) : null;
        if (host is not null && (host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[') || !DomainText.TryParseHost(host, 25, out host, out _)))
            errors.AddUnexpected(keys.Find("host")!, "a host name or address; its port stands under \"port\"");
        var read = new NextHopHost(host ?? "", keys.Number("port", 25, 1, 65_535), keys.Number("preference", 10, 0, 65_535));
        keys.Finish();
        return read;
    }
}
