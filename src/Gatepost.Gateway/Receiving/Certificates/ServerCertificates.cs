using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Receiving.Reloading;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Receiving.Certificates;

/// <summary>The gateway's own certificates: those of the settings, or the self-signed one. They follow their files.</summary>
internal sealed class ServerCertificates
{
    public ServerCertificates(GatewaySettings settings, TimeProvider time, ILogger<ServerCertificates> logger)
    {
        var files = settings.Certificates.IsEmpty ? [SelfSignedCertificate.FindOrMake(settings, time)] : settings.Certificates;
        var first = LoadAll(files);
        // "gatepost serve" has tried them already, and said so in a sentence.
        Files = new ReloadedFiles<CertificateChoice>(
            "certificates", [.. files.SelectMany(pair => new[] { pair.CertificateFile, pair.KeyFile })],
            first.Value ?? throw new InvalidOperationException(first.Problem), () => LoadAll(files), logger);
        Files.Reload();
    }

    public ReloadedFiles<CertificateChoice> Files { get; }

    /// <summary>The options of one handshake.</summary>
    public SslServerAuthenticationOptions Options(string? serverName) =>
        new() { ServerCertificateContext = Files.Current.For(serverName).Context };

    /// <summary>The options of a handshake in which the client is asked for a certificate.</summary>
    public SslServerAuthenticationOptions OptionsWithClient(string? serverName)
    {
        var options = Options(serverName);
        options.ClientCertificateRequired = true;
        // A stranger's certificate names addresses to fetch its issuer from; nothing is fetched, or he could make us ask hosts of his choice before anybody knows him.
        options.CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };
#pragma warning disable CA5359 // A certificate that nobody trusts ends no handshake: the session looks at it afterwards (ClientCertificates), and then it proves nothing.
        options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        return options;
    }

    /// <summary>All or none: half of the new certificates beside half of the old is what nobody has wanted.</summary>
    public static Loaded<CertificateChoice> LoadAll(ImmutableArray<CertificateFiles> files)
    {
        var certificates = ImmutableArray.CreateBuilder<ServerCertificate>(files.Length);
        foreach (var pair in files)
        {
            var (certificate, problem) = ServerCertificate.Load(pair);
            if (certificate is null)
                return Loaded<CertificateChoice>.Failed(problem!);
            certificates.Add(certificate);
        }
        return Loaded<CertificateChoice>.Of(new CertificateChoice(certificates.MoveToImmutable()));
    }
}
