using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gatepost.Mail.Tests.Smtp;

/// <summary>A self-signed certificate, made once for all tests.</summary>
internal static class TestCertificate
{
    private static readonly Lazy<X509Certificate2> Certificate = new(Make);

    public static SslServerAuthenticationOptions Options(string? _) => new() { ServerCertificate = Certificate.Value };

    private static X509Certificate2 Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=mx.example.org", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
