using System.Collections.Immutable;
using Gatepost.Gateway.Configuration.Yaml;

namespace Gatepost.Gateway.Configuration;

/// <summary>The list <c>certificates</c>, shared by all listeners. How a listener uses TLS is its own key <c>tls</c>.</summary>
internal static class CertificatesReader
{
    /// <summary>Every handshake looks for its name in all of them; whoever has more puts names together in one certificate.</summary>
    private const int MaxCertificates = 1_000;

    public static ImmutableArray<CertificateFiles> Read(YamlKeys keys, SettingsPaths paths)
    {
        var certificates = ImmutableArray.CreateBuilder<CertificateFiles>();
        foreach (var item in keys.Items("certificates"))
        {
            var pair = new YamlKeys(item, keys.Errors);
            var certificate = paths.ExistingFile(pair, "certificate", "the certificate's PEM file, the chain after it");
            var key = paths.ExistingFile(pair, "key", "the key's PEM file");
            pair.Finish();
            if (certificates.Count == MaxCertificates)
                keys.Errors.Add(item, $"there are more than {MaxCertificates} certificates");
            if (certificate is not null && key is not null && certificates.Count < MaxCertificates)
                certificates.Add(new CertificateFiles(certificate, key));
        }
        return certificates.ToImmutable();
    }
}
