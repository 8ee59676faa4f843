using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Receiving.Certificates;
using Gatepost.Testing.Disk;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Gatepost.Gateway.Tests.Receiving.Certificates;

public sealed class ClientCertificatesTests : IDisposable
{
    private const string ForClients = "1.3.6.1.5.5.7.3.2";
    private const string ForServers = "1.3.6.1.5.5.7.3.1";
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Now);
    private readonly X509Certificate2 _authority = Authority("CN=our authority");

    [Fact]
    public void A_certificate_of_our_authority_for_a_client_is_recognised_and_near_misses_are_not()
    {
        var clients = Make(_authority);
        using var stranger = Authority("CN=our authority");
        Assert.Equal("printer", clients.Recognise(Issue(_authority, "CN=printer", ForClients)));
        Assert.Null(clients.Recognise(Issue(stranger, "CN=printer", ForClients)));
        Assert.Null(clients.Recognise(Issue(_authority, "CN=printer", ForServers)));
        Assert.Null(clients.Recognise(Issue(_authority, "CN=printer", ForClients, Now.AddDays(-1))));
    }

    [Fact]
    public void A_listed_fingerprint_is_recognised_whoever_issued_it()
    {
        using var listed = Authority("CN=old printer");
        using var other = Authority("CN=old printer");
        var clients = Make(null, listed.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant());
        Assert.Equal("old printer", clients.Recognise(listed));
        Assert.Null(clients.Recognise(other));
    }

    [Fact]
    public void Another_authority_is_used_as_soon_as_the_file_has_it_and_a_bad_file_changes_nothing()
    {
        var clients = Make(_authority);
        using var next = Authority("CN=next authority");
        using var printer = Issue(next, "CN=printer", ForClients);
        File.WriteAllText(AuthoritiesFile, "nothing");
        Assert.Equal($"{AuthoritiesFile} holds no certificate in PEM", clients.Authorities!.Reload());
        Assert.Null(clients.Recognise(printer));
        Assert.NotNull(clients.Recognise(Issue(_authority, "CN=x", ForClients)));
        File.WriteAllText(AuthoritiesFile, next.ExportCertificatePem());
        Assert.Null(clients.Authorities.Reload());
        Assert.Equal("printer", clients.Recognise(printer));
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    private string AuthoritiesFile => Path.Combine(_folder.Path, "ca.pem");

    private ClientCertificates Make(X509Certificate2? authority, params string[] fingerprints)
    {
        if (authority is not null)
            File.WriteAllText(AuthoritiesFile, authority.ExportCertificatePem());
        var listener = new ListenerSettings
        {
            Name = "inside",
            EndPoint = new IPEndPoint(IPAddress.Loopback, 25),
            ClientCertificates = new ClientCertificateSettings(authority is null ? null : AuthoritiesFile, [.. fingerprints]),
        };
        return new ClientCertificates(listener, _time, NullLogger.Instance);
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(Now.AddYears(-1), Now.AddYears(1));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string name, string usage, DateTimeOffset? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        return request.Create(authority, Now.AddMonths(-1), until ?? Now.AddMonths(1), RandomNumberGenerator.GetBytes(8));
    }
}
