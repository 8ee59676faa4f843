using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Receiving.Reloading;

namespace Gatepost.Gateway.Receiving.Certificates;

/// <summary>A certificate that is ready for handshakes, with its chain. Immutable.</summary>
/// <param name="Context">What a handshake needs.</param>
/// <param name="Names">The DNS names that it is for, in lower case; those that begin with <c>*.</c> stand for one label.</param>
internal sealed record ServerCertificate(SslStreamCertificateContext Context, ImmutableArray<string> Names)
{
    private const string SubjectAlternativeName = "2.5.29.17";

    /// <summary>Reads a pair of files.</summary>
    public static Loaded<ServerCertificate> Load(CertificateFiles files)
    {
        if (Unreadable(files.CertificateFile) is { } certificateProblem)
            return Loaded<ServerCertificate>.Failed(certificateProblem);
        if (Unreadable(files.KeyFile) is { } keyProblem)
            return Loaded<ServerCertificate>.Failed(keyProblem);
        try
        {
            var certificate = X509Certificate2.CreateFromPemFile(files.CertificateFile, files.KeyFile);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(files.CertificateFile);
            return Loaded<ServerCertificate>.Of(new(SslStreamCertificateContext.Create(certificate, chain, offline: true), NamesOf(certificate)));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            return Loaded<ServerCertificate>.Failed(
                $"{files.CertificateFile} and {files.KeyFile} are no certificate with its unencrypted key in PEM: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}");
        }
    }

    private static string? Unreadable(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return stream.Length == 0 ? $"{file} is empty" : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{file} cannot be read: {e.Message.TrimEnd('.')}";
        }
    }

    /// <summary>RFC 9525 section 6.3: the common name counts only where no alternative name stands.</summary>
    private static ImmutableArray<string> NamesOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.Where(extension => extension.Oid?.Value == SubjectAlternativeName)
            .SelectMany(extension => new X509SubjectAlternativeNameExtension(extension.RawData).EnumerateDnsNames());
        var all = names.Select(name => name.ToLowerInvariant()).ToImmutableArray();
        return all.IsEmpty ? [certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false).ToLowerInvariant()] : all;
    }
}
