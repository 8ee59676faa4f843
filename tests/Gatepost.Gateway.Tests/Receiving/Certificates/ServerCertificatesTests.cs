using System.Net;
using System.Security.Cryptography.X509Certificates;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Receiving.Certificates;
using Gatepost.Testing.Disk;
using Gatepost.Testing.Smtp;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Gatepost.Gateway.Tests.Receiving.Certificates;

public sealed class ServerCertificatesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLogger<ServerCertificates> _log = new();

    [Theory]
    [InlineData("mx.example.org", "first")]
    [InlineData("MX.Example.Net.", "second")]
    [InlineData("a.hosted.example", "wild")]
    [InlineData("exact.hosted.example", "second")]
    [InlineData("hosted.example", "first")]
    [InlineData("a.b.hosted.example", "first")]
    [InlineData("*.hosted.example", "wild")]
    [InlineData("nobody.example", "first")]
    [InlineData("", "first")]
    [InlineData(null, "first")]
    public void The_name_that_a_client_asks_for_chooses(string? name, string expected)
    {
        var certificates = Make(
            Pair("one", "first", "mx.example.org"), Pair("two", "second", "mx.example.net", "exact.hosted.example"), Pair("three", "wild", "*.hosted.example"));
        Assert.Equal($"CN={expected}", Shown(certificates, name));
    }

    [Fact]
    public void Without_alternative_names_the_common_name_counts()
    {
        var certificates = Make(Pair("one", "first.example"), Pair("two", "second.example"));
        Assert.Equal("CN=second.example", Shown(certificates, "second.example"));
    }

    [Fact]
    public void Without_settings_a_self_signed_one_is_made_once_for_the_owner_alone()
    {
        var first = Make();
        var again = Make();
        Assert.Equal("CN=mx.example.org", Shown(first, null));
        Assert.Equal(Thumbprint(first), Thumbprint(again));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder.Path, "tls", "self-signed.key")));
    }

    [Fact]
    public void A_change_is_taken_when_two_looks_see_the_same()
    {
        var certificates = Make(Pair("one", "old"));
        certificates.Files.Check();
        Pair("one", "new");
        certificates.Files.Check();
        Assert.Equal("CN=old", Shown(certificates, null));
        certificates.Files.Check();
        Assert.Equal("CN=new", Shown(certificates, null));
        certificates.Files.Check();
        Assert.Equal(["Reloaded: certificates"], _log.Entries.Select(entry => entry.Text));
    }

    [Fact]
    public void A_key_that_comes_after_its_certificate_is_waited_for()
    {
        var files = Pair("one", "old");
        var certificates = Make(files);
        var (certificate, key) = TestPair.Pem("new");
        File.WriteAllText(files.CertificateFile, certificate);
        certificates.Files.Check();
        File.WriteAllText(files.KeyFile, key);
        certificates.Files.Check();
        certificates.Files.Check();
        Assert.Equal("CN=new", Shown(certificates, null));
        Assert.DoesNotContain(_log.Entries, entry => entry.Level >= LogLevel.Error);
    }

    [Theory]
    [InlineData("one.crt", "nonsense", "one.crt and")]
    [InlineData("one.key", "nonsense", "one.key are no certificate with its unencrypted key in PEM")]
    [InlineData("one.crt", "", "one.crt is empty")]
    [InlineData("one.key", null, "one.key cannot be read")]
    [InlineData("two.key", "other", "two.key are no certificate")]
    public void A_bad_file_is_named_once_and_the_old_certificates_stay(string file, string? content, string named)
    {
        var certificates = Make(Pair("one", "old"), Pair("two", "second"));
        var path = Path.Combine(_folder.Path, file);
        if (content is null)
            File.Delete(path);
        else
            File.WriteAllText(path, content == "other" ? TestPair.Pem("x").Key : content);
        for (var look = 0; look < 5; look++)
            certificates.Files.Check();
        Assert.Equal("CN=old", Shown(certificates, null));
        Assert.Equal("CN=second", Shown(certificates, "second"));
        var (level, text, _) = Assert.Single(_log.Entries);
        Assert.Equal(LogLevel.Error, level);
        Assert.Contains(named, text, StringComparison.Ordinal);
        Assert.EndsWith("What was in use before stays in use", text, StringComparison.Ordinal);
        Pair("one", "new");
        Pair("two", "second");
        certificates.Files.Check();
        certificates.Files.Check();
        Assert.Equal("CN=new", Shown(certificates, null));
    }

    [Fact]
    public void Reload_does_not_wait_and_tells_what_is_wrong()
    {
        var files = Pair("one", "old");
        var certificates = Make(files);
        Pair("one", "new");
        Assert.Null(certificates.Files.Reload());
        Assert.Equal("CN=new", Shown(certificates, null));
        File.WriteAllText(files.CertificateFile, "");
        Assert.Equal($"{files.CertificateFile} is empty", certificates.Files.Reload());
        Assert.Equal("CN=new", Shown(certificates, null));
    }

    [Fact]
    public void What_cannot_be_used_is_told_before_the_start()
    {
        var bad = Pair("bad", "bad");
        File.WriteAllText(bad.KeyFile, "no key");
        var problem = Assert.Single(CertificateCheck.Problems(Settings(Pair("good", "good"), bad)));
        Assert.Contains("bad.crt", problem, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private CertificateFiles Pair(string file, params string[] names) => TestPair.Write(_folder.Path, file, names);

    private ServerCertificates Make(params CertificateFiles[] files) => new(Settings(files), new FakeTimeProvider(), _log);

    private GatewaySettings Settings(params CertificateFiles[] files) => new()
    {
        HostName = "mx.example.org",
        DataFolder = _folder.Path,
        Listeners = [new ListenerSettings { Name = "mx", EndPoint = new IPEndPoint(IPAddress.Loopback, 25) }],
        Certificates = [.. files],
    };

    private static string Shown(ServerCertificates certificates, string? name) => CertificateOf(certificates, name).Subject;

    private static string Thumbprint(ServerCertificates certificates) => CertificateOf(certificates, null).Thumbprint;

    private static X509Certificate2 CertificateOf(ServerCertificates certificates, string? name) =>
        certificates.Options(name).ServerCertificateContext!.TargetCertificate;
}
