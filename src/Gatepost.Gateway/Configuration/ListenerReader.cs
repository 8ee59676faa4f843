using System.Collections.Immutable;
using System.Net;
using Gatepost.Gateway.Configuration.Units;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Mail.Smtp.Server;

namespace Gatepost.Gateway.Configuration;

/// <summary>One item of <c>listeners</c>.</summary>
internal sealed class ListenerReader(YamlKeys keys, SettingsPaths paths)
{
    private const string ExpectedAddress = "address and port such as 127.0.0.1:2525, [::1]:25 or *:25";

    public ListenerSettings? Read()
    {
        var name = Name();
        var endPoint = EndPoint();
        var role = keys.Choice("role", ListenerRole.Mx, ("mx", ListenerRole.Mx), ("relay", ListenerRole.Relay), ("direct", ListenerRole.Direct));
        var direct = DirectReader.Read(keys, role, endPoint);
        var fallback = new ListenerSettings { Name = name ?? "", EndPoint = endPoint ?? new IPEndPoint(IPAddress.Loopback, 0), Role = role, Direct = direct };
        // Between two servers of one machine nobody listens.
        if (role == ListenerRole.Direct)
            fallback = fallback with { Tls = ListenerTls.Off };
        var listener = fallback with
        {
            Tls = keys.Choice(
                "tls", fallback.Tls, ("off", ListenerTls.Off), ("opportunistic", ListenerTls.Opportunistic), ("required", ListenerTls.Required),
                ("implicit", ListenerTls.Implicit)),
            Banner = Banner(fallback.Banner),
            MaxConnections = keys.Number("max-connections", fallback.MaxConnections, 1, 100_000),
            MaxConnectionsPerAddress = keys.Number("max-connections-per-address", fallback.MaxConnectionsPerAddress, 1, 100_000),
            BareLineEndings = keys.Choice(
                "bare-line-endings", fallback.BareLineEndings, ("reject", BareLineEndings.Reject), ("normalise", BareLineEndings.Normalise)),
            // What comes to a relay listener comes from our own: their fields may be from a gateway behind this one.
            RemoveForeignGatepostHeaders = keys.Flag("remove-foreign-gatepost-headers", role != ListenerRole.Relay),
            Limits = keys.Group("limits") is { } limits ? LimitsReader.Read(limits) : fallback.Limits,
        };
        listener = ListenerTrustReader.Read(listener, keys, paths);
        // The mail server whose filter it is tells of its clients.
        if (direct is not null && keys.Find("xforward-hosts") is null)
            listener = listener with { XforwardHosts = direct.Clients };
        keys.Finish();
        return name is null || endPoint is null ? null : listener;
    }

    private string? Name()
    {
        const string Expected = "a short name such as mx (lower-case letters, digits, hyphens)";
        if (keys.Require("name", Expected) is not { } node || YamlKeys.Text(node, keys.Errors, Expected) is not { } name)
            return null;
        if (name.Length is > 0 and <= 32 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            if (name is not ("local" or "check"))
                return name;
            keys.Errors.Add(node, $"the name \"{name}\" is taken: the gateway's own mail carries it");
            return null;
        }
        keys.Errors.AddUnexpected(node, Expected);
        return null;
    }

    private IPEndPoint? EndPoint()
    {
        if (keys.Require("address", ExpectedAddress) is not { } node || YamlKeys.Text(node, keys.Errors, ExpectedAddress) is not { } text)
            return null;
        if (EndPointText.TryParse(text, out var endPoint))
            return endPoint;
        keys.Errors.AddUnexpected(node, ExpectedAddress);
        return null;
    }

    /// <summary>A greeting is a line of 512 octets at most (RFC 5321 section 4.5.3.1.5), a host name may take 253 of them.</summary>
    private string Banner(string fallback)
    {
        const string Expected = "up to 200 printable ASCII characters such as ESMTP Gatepost";
        if (keys.Find("banner") is not { } node || YamlKeys.Text(node, keys.Errors, Expected) is not { } text)
            return fallback;
        if (text.Length is > 0 and <= 200 && text.All(c => c is >= ' ' and <= '~') && text.Trim() == text)
            return text;
        keys.Errors.AddUnexpected(node, Expected);
        return fallback;
    }
}
