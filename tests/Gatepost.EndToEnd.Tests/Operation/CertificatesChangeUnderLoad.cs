using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Operation;

/// <summary>
/// The certificate of the real binary is renewed several times while clients send over STARTTLS, each until the new one was seen and once more, so that a slow machine does the same as a fast one.
/// </summary>
public sealed class CertificatesChangeUnderLoad : IDisposable
{
    private const int Renewals = 4;
    private const int Clients = 4;

    /// <summary>Sessions that each client begins and ends around one renewal at least, with two messages each.</summary>
    private const int Sessions = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestFolder _folder = new("renewal");
    private readonly ConcurrentBag<string> _sent = [];

    /// <summary>Fingerprints in the order in which they came into use.</summary>
    private readonly List<string> _certificates = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task No_session_fails_no_message_is_lost_and_new_sessions_see_the_new_certificate()
    {
        await using var sink = SmtpSink.Start();
        var (certificate, key) = (_folder["gw.crt"], _folder["gw.key"]);
        Renew(certificate, key);
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions
        {
            Policy = TestPolicies.DeliverAll(sink.Port), Settings = $"certificates: [{{certificate: {certificate}, key: {key}}}]",
        });
        var steady = new List<TestSmtpClient>();
        for (var client = 0; client < Clients; client++)
            steady.Add(await ConnectAsync(gatepost.Port, newest: 0));

        for (var renewal = 1; renewal <= Renewals; renewal++)
        {
            var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var isSeen = new TaskCompletionSource();
            var load = Enumerable.Range(0, Clients).Select(client => Task.Run(() => LoadAsync(gatepost.Port, $"{renewal}-{client}", begun, isSeen.Task))).ToArray();
            // A client that fails says why, rather than that nobody began.
            await (await Task.WhenAny([begun.Task, .. load]).WaitAsync(Patience, TestContext.Current.CancellationToken));
            Renew(certificate, key);
            // Every second one is found by the gateway itself, which looks at the files every few seconds.
            if (renewal % 2 == 0)
                gatepost.Signal(Signals.HangUp);
            await Wait.UntilAsync(() => ShownAsync(gatepost.Port, _certificates[renewal]), Patience, () => $"renewal {renewal} is in use:\n{gatepost.Log}");
            isSeen.SetResult();
            await Task.WhenAll(load);
            await using var later = await ConnectAsync(gatepost.Port, newest: renewal);
            foreach (var (client, number) in steady.Select((client, number) => (client, number)))
                await SendAsync(client, $"steady-{renewal}-{number}");
        }

        foreach (var client in steady)
        {
            Assert.Equal(_certificates[0], client.ServerFingerprint);
            Assert.Equal(221, (await client.CommandAsync("QUIT")).Code);
            await client.DisposeAsync();
        }
        var arrived = await sink.WaitForAsync(_sent.Count, Patience);
        Assert.True(_sent.Count >= Renewals * Clients * ((Sessions * 2) + 1), $"{_sent.Count} messages were sent");
        Assert.Equal(_sent.Order(StringComparer.Ordinal), arrived.Select(message => message.Header("Subject")).Order(StringComparer.Ordinal));
        Assert.Equal(0, await gatepost.TerminateAsync());
    }

    /// <summary>Begins and ends sessions; none may see an older certificate than the one before it saw.</summary>
    private async Task LoadAsync(int port, string name, TaskCompletionSource begun, Task isSeen)
    {
        var (seen, isLast) = (0, false);
        for (var session = 0; session < Sessions || !isLast; session++)
        {
            isLast = isSeen.IsCompleted;
            await using var client = await ConnectAsync(port);
            string[] certificates;
            lock (_certificates)
                certificates = [.. _certificates];
            var shown = Array.IndexOf(certificates, client.ServerFingerprint);
            Assert.True(shown >= seen, $"session {session} of {name} saw certificate {shown} after {seen}");
            seen = shown;
            await SendAsync(client, $"{name}-{session}-a");
            begun.TrySetResult();
            await SendAsync(client, $"{name}-{session}-b");
            Assert.Equal(221, (await client.CommandAsync("QUIT")).Code);
        }
    }

    private async Task SendAsync(TestSmtpClient client, string subject)
    {
        var answer = await client.SendAsync("a@sender.example", ["user@example.org"], MailText.ForTheWire(System.Text.Encoding.ASCII.GetBytes($"Subject: {subject}\r\n\r\nBody\r\n")));
        Assert.True(answer.Code == 250, $"{subject}: {answer}");
        _sent.Add(subject);
    }

    private async Task<TestSmtpClient> ConnectAsync(int port, int? newest = null)
    {
        var client = await TestSmtpClient.ConnectAsync(port);
        Assert.Equal(250, (await client.CommandAsync("EHLO client.example")).Code);
        Assert.Equal(220, (await client.StartTlsAsync()).Code);
        Assert.Equal(250, (await client.CommandAsync("EHLO client.example")).Code);
        if (newest is { } number)
            Assert.Equal(_certificates[number], client.ServerFingerprint);
        return client;
    }

    /// <summary>Whether openssl, which is nobody of ours, is shown a certificate.</summary>
    private static async Task<bool> ShownAsync(int port, string fingerprint)
    {
        var openssl = Requirement.Command("openssl", "openssl");
        var seen = await ChildProcess.RunAsync(openssl, ["s_client", "-starttls", "smtp", "-connect", $"127.0.0.1:{port}", "-servername", "gw.example.net"], "QUIT\n");
        var from = seen.Output.IndexOf("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal);
        Assert.True(from >= 0, seen.Both);
        using var shown = X509Certificate2.CreateFromPem(seen.Output.AsSpan(from));
        return shown.GetCertHashString(HashAlgorithmName.SHA256) == fingerprint;
    }

    /// <summary>As renewal programs do it: new files beside the old ones, which then take their names, one after the other.</summary>
    private void Renew(string certificate, string key)
    {
        var made = TestCertificate.Create(_folder, "gw.example.net");
        using var loaded = X509CertificateLoader.LoadCertificateFromFile(made.CertificateFile);
        lock (_certificates)
            _certificates.Add(loaded.GetCertHashString(HashAlgorithmName.SHA256));
        File.Move(made.KeyFile, key, overwrite: true);
        File.Move(made.CertificateFile, certificate, overwrite: true);
    }
}
