using System.Collections.Immutable;
using System.Text;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Delivery;

namespace Gatepost.Gateway.Policies.Compilation;

/// <summary>Reads <c>hosts</c> of a next hop.</summary>
internal static class NextHopHostReader
{
    private const string Expected = "a host such as mail.example.org, mail.example.org:25 or [2001:db8::1]:25, or a socket such as unix:/run/dovecot/lmtp";
    private const string Unix = "unix:";

    /// <summary>Octets of a socket's path: sun_path of Linux has 108, with the zero at its end.</summary>
    private const int MostPathOctets = 107;

    public static ImmutableArray<NextHopHost> Read(YamlKeys route, int defaultPort) =>
        [.. route.Items("hosts").Select(item => ReadHost(item, route.Errors, defaultPort)).OfType<NextHopHost>()];

    private static NextHopHost? ReadHost(YamlNode node, ConfigurationErrors errors, int defaultPort)
    {
        if (node is YamlMapping)
            return ReadGroup(new YamlKeys(node, errors), defaultPort);
        if (YamlKeys.Text(node, errors, Expected) is not { } text)
            return null;
        if (SocketOf(text) is { } socket)
            return socket;
        if (DomainText.TryParseHost(text, defaultPort, out var name, out var port))
            return new NextHopHost(name, port);
        errors.AddUnexpected(node, Expected);
        return null;
    }

    private static NextHopHost ReadGroup(YamlKeys keys, int defaultPort)
    {
        var host = keys.Require("host", Expected) is { } value ? YamlKeys.Text(value, keys.Errors, Expected) : null;
        var socket = host is null ? null : SocketOf(host);
        if (host is not null && socket is null
            && (host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[') || !DomainText.TryParseHost(host, defaultPort, out host, out _)))
            keys.Errors.AddUnexpected(keys.Find("host")!, "a host name or address; its port stands under \"port\"");
        var port = keys.Number("port", defaultPort, 1, 65_535);
        if (socket is not null && keys.Find("port") is { } useless)
            keys.Errors.Add(useless, "a Unix socket has no port");
        var read = (socket ?? new NextHopHost(host ?? "", port)) with { Preference = keys.Number("preference", 10, 0, 65_535) };
        keys.Finish();
        return read;
    }

    private static NextHopHost? SocketOf(string text)
    {
        if (!text.StartsWith(Unix + "/", StringComparison.Ordinal))
            return null;
        var path = text[Unix.Length..];
        return path.Contains('\0', StringComparison.Ordinal) || Encoding.UTF8.GetByteCount(path) > MostPathOctets
            ? null
            : new NextHopHost("localhost") { SocketPath = path };
    }
}
