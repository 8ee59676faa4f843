using System.Net;
using System.Net.Security;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Receiving.Certificates;
using Gatepost.Mail.Smtp.Server;
using Gatepost.Testing.Disk;
using Gatepost.Testing.Smtp;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Gatepost.Gateway.Tests.Receiving.Certificates;

/// <summary>Handshakes go on while the certificate changes under them.</summary>
public sealed class ReloadUnderLoadTests
{
    private const int Clients = 4;
    private const int SessionsPerClient = 25;

    [Fact]
    public async Task No_session_fails_while_the_certificate_changes_again_and_again()
    {
        using var folder = new TemporaryFolder();
        var settings = new GatewaySettings
        {
            HostName = "mx.example.org",
            DataFolder = folder.Path,
            Listeners = [new ListenerSettings { Name = "mx", EndPoint = new IPEndPoint(IPAddress.Loopback, 25) }],
            Certificates = [TestPair.Write(folder.Path, "mx", "serial-0")],
        };
        var certificates = new ServerCertificates(settings, new FakeTimeProvider(), NullLogger<ServerCertificates>.Instance);
        using var stop = new CancellationTokenSource();
        var changing = Task.Run(() => ChangeUntil(certificates, folder.Path, stop.Token));
        var seen = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(() => ClientAsync(certificates))));
        await stop.CancelAsync();
        Assert.True(await changing > 1, "the certificate did not change meanwhile");
        Assert.True(seen.SelectMany(subjects => subjects).Distinct().Count() > 1, "all sessions saw the same certificate");
    }

    /// <summary>As administrators do it, one file after the other; now and then half of a pair is looked at, and must not be taken.</summary>
    private static int ChangeUntil(ServerCertificates certificates, string folder, CancellationToken stop)
    {
        var changes = 0;
        while (!stop.IsCancellationRequested)
        {
            changes++;
            var (certificate, key) = TestPair.Pem($"serial-{changes}");
            File.WriteAllText(Path.Combine(folder, "mx.crt"), certificate);
            certificates.Files.Reload();
            File.WriteAllText(Path.Combine(folder, "mx.key"), key);
            Assert.Null(certificates.Files.Reload());
        }
        return changes;
    }

    private static async Task<List<string>> ClientAsync(ServerCertificates certificates)
    {
        var subjects = new List<string>();
        for (var i = 0; i < SessionsPerClient; i++)
            subjects.Add(await SessionAsync(certificates));
        return subjects;
    }

    /// <summary>One session with STARTTLS and a message; returns what certificate it saw.</summary>
    private static async Task<string> SessionAsync(ServerCertificates certificates)
    {
        var options = new SmtpServerOptions { HostName = "mx.example.org", Tls = certificates.Options };
        await using var harness = new SmtpServerHarness(options);
        await harness.ReplyAsync();
        await harness.AskAsync("EHLO client.example");
        Assert.StartsWith("220", await harness.AskAsync("STARTTLS"), StringComparison.Ordinal);
        await using var tls = new SslStream(new PipeStream(harness.Connection.Client), leaveInnerStreamOpen: false);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "mx.example.org", RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null });
        (harness.Input, harness.Output) = (System.IO.Pipelines.PipeReader.Create(tls), System.IO.Pipelines.PipeWriter.Create(tls));
        foreach (var line in new[] { "EHLO client.example", "MAIL FROM:<a@example.com>", "RCPT TO:<b@example.org>", "DATA", "text\r\n.", "QUIT" })
            Assert.Matches("^[23]", await harness.AskAsync(line));
        return tls.RemoteCertificate!.Subject;
    }
}
