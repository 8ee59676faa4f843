using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gatepost.Gateway.Configuration;

namespace Gatepost.Gateway.Receiving.Certificates;

/// <summary>The certificate of a gateway whose settings name none: made at the first start, and kept in the data folder.</summary>
internal static class SelfSignedCertificate
{
    /// <summary>Opportunistic senders do not check the certificate; ten years spare the newcomer a surprise.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromDays(3650);

    public static CertificateFiles FindOrMake(GatewaySettings settings, TimeProvider time)
    {
        var folder = Path.Combine(settings.DataFolder, "tls");
        var files = new CertificateFiles(Path.Combine(folder, "self-signed.crt"), Path.Combine(folder, "self-signed.key"));
        if (!File.Exists(files.CertificateFile) || !File.Exists(files.KeyFile))
            Make(files, folder, settings.HostName, time.GetUtcNow());
        return files;
    }

    private static void Make(CertificateFiles files, string folder, string hostName, DateTimeOffset now)
    {
        Directory.CreateDirectory(folder);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName($"CN={EscapeName(hostName)}"), key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(hostName);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.Add(Life));
        WritePrivate(files.KeyFile, key.ExportPkcs8PrivateKeyPem());
        WritePrivate(files.CertificateFile, certificate.ExportCertificatePem());
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
