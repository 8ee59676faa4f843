using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gatepost.Gateway.Configuration;

namespace Gatepost.Gateway.Receiving;

/// <summary>
/// The certificate for STARTTLS: the one of the settings, or a self-signed one that is made at the first start and kept in the data folder.
/// </summary>
internal sealed class ServerCertificates
{
    /// <summary>Opportunistic senders do not check the certificate; ten years spare the newcomer a surprise.</summary>
    private static readonly TimeSpan SelfSignedLife = TimeSpan.FromDays(3650);

    private readonly SslServerAuthenticationOptions _options;

    public ServerCertificates(GatewaySettings settings, TimeProvider time)
    {
        var tls = settings.Tls ?? SelfSigned(settings, time);
        var certificate = X509Certificate2.CreateFromPemFile(tls.CertificateFile, tls.KeyFile);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(tls.CertificateFile);
        _options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificateRequired = false,
            AllowRenegotiation = false,
        };
    }

    public SslServerAuthenticationOptions Options() => _options;

    private static TlsSettings SelfSigned(GatewaySettings settings, TimeProvider time)
    {
        var folder = Path.Combine(settings.DataFolder, "tls");
        var made = new TlsSettings(Path.Combine(folder, "self-signed.crt"), Path.Combine(folder, "self-signed.key"));
        if (File.Exists(made.CertificateFile) && File.Exists(made.KeyFile))
            return made;
        Directory.CreateDirectory(folder);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName($"CN={EscapeName(settings.HostName)}"), key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(settings.HostName);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = time.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.Add(SelfSignedLife));
        WritePrivate(made.KeyFile, key.ExportPkcs8PrivateKeyPem());
        WritePrivate(made.CertificateFile, certificate.ExportCertificatePem());
        return made;
    }

    /// <summary>Readable by the gateway's own user only, from the first octet on.</summary>
    private static void WritePrivate(string path, string pem)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using var writer = new StreamWriter(path, options);
        writer.Write(pem);
    }

    private static string EscapeName(string hostName) => hostName.Replace("\"", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal);
}
