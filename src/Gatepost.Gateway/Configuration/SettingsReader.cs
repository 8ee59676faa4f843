using System.Collections.Immutable;
using System.Net;
using Gatepost.Gateway.Configuration.Stores;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Logging;

namespace Gatepost.Gateway.Configuration;

/// <summary>The top level of <c>gatepost.yaml</c>.</summary>
internal sealed class SettingsReader(YamlKeys keys, string folder, GatewaySettings defaults)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly SettingsPaths _paths = new(folder);

    public GatewaySettings Read()
    {
        var settings = defaults with
        {
            HostName = HostName(),
            DataFolder = keys.Text("data") is { } data ? _paths.Full(keys.Find("data")!, data, keys.Errors) ?? defaults.DataFolder : defaults.DataFolder,
            Listeners = Listeners(),
            AccountsFile = keys.Text("accounts") is { } accounts ? _paths.Full(keys.Find("accounts")!, accounts, keys.Errors) : defaults.AccountsFile,
            Certificates = CertificatesReader.Read(keys, _paths),
            InspectionBudget = keys.Duration("inspection-budget", defaults.InspectionBudget, Second, TimeSpan.FromMinutes(10)),
            InspectionSlots = keys.Number("inspection-slots", defaults.InspectionSlots, 0, 1_024),
            DrainTime = keys.Duration("drain-time", defaults.DrainTime, TimeSpan.Zero, TimeSpan.FromMinutes(10)),
            DnsServers = DnsServers(),
            Credentials = CredentialsReader.Read(keys, folder),
            LogDays = keys.Number("log-days", defaults.LogDays, 1, 3_650),
            PostgreSql = keys.Group("database") is { } database ? new DatabaseReader(database, folder).Read() : null,
            S3 = keys.Group("content") is { } content ? new ContentReader(content, folder).Read() : null,
            MinimumFreeOctets = keys.Size("minimum-free", defaults.MinimumFreeOctets, 0, 1L << 50),
            Metrics = MetricsSettings.Read(keys, defaults.Metrics),
            Logging = LoggingReader.Read(keys, defaults.Logging),
        };
        keys.Finish();
        return settings;
    }

    private string HostName()
    {
        if (keys.Text("hostname") is not { } name)
            return defaults.HostName;
        if (IsHostName(name))
            return name.ToLowerInvariant();
        keys.Errors.AddUnexpected(keys.Find("hostname")!, "a full host name such as mx.example.org (letters, digits, hyphens and dots)");
        return defaults.HostName;
    }

    /// <summary>RFC 1123 section 2.1 with at least one dot: other servers refuse a bare name in EHLO.</summary>
    private static bool IsHostName(string name) =>
        name.Length <= 253 && name.Contains('.', StringComparison.Ordinal) && name.Split('.').All(label =>
            label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'));

    private ImmutableArray<ListenerSettings> Listeners()
    {
        if (keys.Find("listeners") is not { } node)
            return defaults.Listeners;
        if (node is not YamlSequence { Items.Length: > 0 } sequence)
        {
            keys.Errors.AddUnexpected(node, "a list of listeners, each \"- name: ...\" and \"address: ...\"");
            return defaults.Listeners;
        }
        var listeners = ImmutableArray.CreateBuilder<ListenerSettings>();
        foreach (var item in sequence.Items)
        {
            if (new ListenerReader(new YamlKeys(item, keys.Errors), _paths).Read() is not { } listener)
                continue;
            if (listeners.Any(other => other.Name == listener.Name))
                keys.Errors.Add(item, $"the name \"{listener.Name}\" stands twice; each listener has its own, since logs show it");
            if (listeners.Any(other => other.EndPoint.Equals(listener.EndPoint)))
                keys.Errors.Add(item, $"another listener has the address {listener.EndPoint} already");
            listeners.Add(listener);
        }
        return listeners.ToImmutable();
    }

    private ImmutableArray<string> DnsServers()
    {
        var servers = ImmutableArray.CreateBuilder<string>();
        foreach (var item in keys.Items("dns-servers"))
        {
            const string Expected = "an address such as 127.0.0.1, 127.0.0.1:5353 or [::1]:53";
            if (YamlKeys.Text(item, keys.Errors, Expected) is not { } text)
                continue;
            if (IPAddress.TryParse(text, out _) || (IPEndPoint.TryParse(text, out var endPoint) && endPoint.Port > 0))
                servers.Add(text);
            else
                keys.Errors.AddUnexpected(item, Expected);
        }
        return servers.ToImmutable();
    }
}
