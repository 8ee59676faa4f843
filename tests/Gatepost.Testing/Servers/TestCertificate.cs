using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gatepost.Testing.Servers;

/// <summary>A self-signed certificate as PEM files.</summary>
public sealed record TestCertificate(string CertificateFile, string KeyFile)
{
    /// <summary>Makes one for a host name.</summary>
    public static TestCertificate Create(TestFolder folder, string hostName)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={hostName}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(hostName);
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        return new TestCertificate(
            folder.Write($"{hostName}.crt", certificate.ExportCertificatePem()),
            folder.Write($"{hostName}.key", key.ExportPkcs8PrivateKeyPem()));
    }

    /// <summary>Writes one that an authority issued.</summary>
    public static TestCertificate Write(TestFolder folder, string hostName, X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return new TestCertificate(
            folder.Write($"{hostName}.crt", certificate.ExportCertificatePem()),
            folder.Write($"{hostName}.key", key.ExportPkcs8PrivateKeyPem()));
    }
}
