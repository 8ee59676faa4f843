using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gatepost.Gateway.Configuration;
using Gatepost.Testing.Disk;

namespace Gatepost.Gateway.Tests.Receiving.Certificates;

/// <summary>Writes certificates with their keys.</summary>
internal static class TestPair
{
    public static CertificateFiles Write(string folder, string file, params string[] names)
    {
        var files = new CertificateFiles(Path.Combine(folder, file + ".crt"), Path.Combine(folder, file + ".key"));
        var (certificate, key) = Pem(names);
        File.WriteAllText(files.KeyFile, key);
        File.WriteAllText(files.CertificateFile, certificate);
        return files;
    }

    public static (string Certificate, string Key) Pem(params string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={names[0]}", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names.Skip(1))
            alternatives.AddDnsName(name);
        if (names.Length > 1)
            request.CertificateExtensions.Add(alternatives.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
