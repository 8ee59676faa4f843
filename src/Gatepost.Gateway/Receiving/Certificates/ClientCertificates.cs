using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Receiving.Reloading;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Receiving.Certificates;

/// <summary>
/// Which certificates of clients one listener trusts: those that its authorities issued for clients, and those whose fingerprint it lists. Revocation lists are not asked: whoever loses a
/// key takes its fingerprint out, or changes the authority.
/// </summary>
internal sealed class ClientCertificates
{
    /// <summary>id-kp-clientAuth (RFC 5280 section 4.2.1.12): a certificate for servers proves no client.</summary>
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly ClientCertificateSettings _settings;
    private readonly TimeProvider _time;

    public ClientCertificates(ListenerSettings listener, TimeProvider time, ILogger logger)
    {
        (_settings, _time) = (listener.ClientCertificates!, time);
        if (_settings.AuthoritiesFile is not { } file)
            return;
        var first = Load(file);
        Authorities = new ReloadedFiles<X509Certificate2Collection>(
            $"authorities of listener {listener.Name}", [file], first.Value ?? throw new InvalidOperationException(first.Problem), () => Load(file), logger);
        Authorities.Reload();
    }

    /// <summary>The authorities' file, or null when only fingerprints are listed.</summary>
    public ReloadedFiles<X509Certificate2Collection>? Authorities { get; }

    /// <summary>The certificate's subject when it is trusted; null otherwise.</summary>
    public string? Recognise(X509Certificate2 certificate)
    {
        var isListed = _settings.Fingerprints.Contains(certificate.GetCertHashString(HashAlgorithmName.SHA256), StringComparer.OrdinalIgnoreCase);
        return isListed || IsIssued(certificate) ? Name(certificate) : null;
    }

    /// <summary>Reads authorities from PEM; intermediate ones may stand among them.</summary>
    public static Loaded<X509Certificate2Collection> Load(string file)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(file);
            return authorities.Count > 0
                ? Loaded<X509Certificate2Collection>.Of(authorities)
                : Loaded<X509Certificate2Collection>.Failed($"{file} holds no certificate in PEM");
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return Loaded<X509Certificate2Collection>.Failed($"{file} cannot be read: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}");
        }
    }

    private bool IsIssued(X509Certificate2 certificate)
    {
        if (Authorities is null)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = _time.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        chain.ChainPolicy.CustomTrustStore.AddRange(Authorities.Current);
        chain.ChainPolicy.ExtraStore.AddRange(Authorities.Current);
        return chain.Build(certificate);
    }

    private static string Name(X509Certificate2 certificate)
    {
        var name = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        return name.Length > 0 ? name : certificate.GetCertHashString(HashAlgorithmName.SHA256);
    }
}
