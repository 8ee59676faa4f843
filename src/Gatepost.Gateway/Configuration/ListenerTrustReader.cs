using System.Collections.Immutable;
using Gatepost.Gateway.Configuration.Yaml;

namespace Gatepost.Gateway.Configuration;

/// <summary>Whom a listener believes, and how relay clients prove themselves.</summary>
internal static class ListenerTrustReader
{
    /// <summary>SHA-256 in hex.</summary>
    private const int FingerprintLength = 64;

    public static ListenerSettings Read(ListenerSettings listener, YamlKeys keys, SettingsPaths paths)
    {
        listener = listener with
        {
            RelayNetworks = NetworksReader.Read(keys, "relay-networks", "that would be an open relay"),
            Authentication = keys.Flag("authentication", listener.Authentication),
            ClientCertificates = keys.Group("client-certificates") is { } group ? ClientCertificates(group, paths) : null,
            ProxyHosts = NetworksReader.Read(keys, "proxy-hosts", "then anybody may pretend to be anybody"),
            XclientHosts = NetworksReader.Read(keys, "xclient-hosts", "then anybody may pretend to be anybody"),
            XforwardHosts = NetworksReader.Read(keys, "xforward-hosts", "then anybody may pretend to be anybody"),
        };
        Check(listener, keys);
        return listener;
    }

    private static void Check(ListenerSettings listener, YamlKeys keys)
    {
        if (listener is { Tls: ListenerTls.Off, Authentication: true })
            keys.Errors.Add(keys.Find("authentication")!, "passwords are taken over TLS only, and this listener has \"tls: off\"");
        if (listener is { Tls: ListenerTls.Off, ClientCertificates: not null })
            keys.Errors.Add(keys.Find("client-certificates")!, "certificates are shown in TLS, and this listener has \"tls: off\"");
        if (listener is { Role: ListenerRole.Relay, RelayNetworks.IsEmpty: true, Authentication: false, ClientCertificates: null })
            keys.Errors.Add(keys.Mapping, "nobody may send to this relay listener: set relay-networks, authentication or client-certificates");
    }

    private static ClientCertificateSettings ClientCertificates(YamlKeys keys, SettingsPaths paths)
    {
        var authorities = keys.Find("authorities") is null ? null : paths.ExistingFile(keys, "authorities", "the PEM file of the authorities that issue your clients' certificates");
        var fingerprints = ImmutableArray.CreateBuilder<string>();
        foreach (var item in keys.Items("fingerprints"))
        {
            const string Expected = "the SHA-256 fingerprint of a certificate, 64 hexadecimal digits, with or without colons";
            if (YamlKeys.Text(item, keys.Errors, Expected)?.Replace(":", "", StringComparison.Ordinal) is not { } text)
                continue;
            if (text.Length == FingerprintLength && text.All(char.IsAsciiHexDigit))
                fingerprints.Add(text);
            else
                keys.Errors.AddUnexpected(item, Expected);
        }
        keys.Finish();
        if (keys.Find("authorities") is null && keys.Items("fingerprints").IsEmpty)
            keys.Errors.Add(keys.Mapping, "no certificate is trusted: set authorities or fingerprints");
        return new ClientCertificateSettings(authorities, fingerprints.ToImmutable());
    }
}
