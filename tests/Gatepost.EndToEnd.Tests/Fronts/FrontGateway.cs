using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography;
using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Fronts;

/// <summary>The classes that share it run one after the other.</summary>
[CollectionDefinition(nameof(FrontGateway))]
public sealed class FrontTests : ICollectionFixture<FrontGateway>;

/// <summary>One gateway with a listener of each kind, for the tests of this folder.</summary>
public sealed class FrontGateway : IAsyncLifetime
{
    public const string Password = "correct horse";

    private readonly TestFolder _folder = new("fronts");

    public GatepostProcess Gatepost { get; private set; } = null!;

    public SmtpSink Sink { get; private set; } = null!;

    public int Mx => Gatepost.Port;

    /// <summary>TLS from the first octet, for relay clients with an account or a certificate.</summary>
    public int Submission { get; } = Loopback.FreePort();

    /// <summary>Takes connections of a proxy only.</summary>
    public int Proxied { get; } = Loopback.FreePort();

    /// <summary>Believes XCLIENT and XFORWARD.</summary>
    public int Trusting { get; } = Loopback.FreePort();

    /// <summary>A certificate that the submission listener trusts.</summary>
    public TestCertificate Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Sink = SmtpSink.Start();
        Client = TestCertificate.Create(_folder, "printer.example.net");
        using var client = X509CertificateLoader.LoadCertificateFromFile(Client.CertificateFile);
        var first = TestCertificate.Create(_folder, "gw.example.net");
        var second = TestCertificate.Create(_folder, "second.example.net");
        Gatepost = await GatepostProcess.StartAsync(new GatepostOptions
        {
            Policy = TestPolicies.DeliverAll(Sink.Port),
            Settings =
                $"""
                   - name: submission
                     address: 127.0.0.1:{Submission}
                     role: relay
                     tls: implicit
                     authentication: true
                     client-certificates:
                       fingerprints: ["{client.GetCertHashString(HashAlgorithmName.SHA256)}"]
                   - name: proxied
                     address: 127.0.0.1:{Proxied}
                     proxy-hosts: [127.0.0.1]
                     relay-networks: [198.51.100.0/24, 127.0.0.1]
                     max-connections-per-address: 2
                   - name: trusting
                     address: 127.0.0.1:{Trusting}
                     xclient-hosts: [127.0.0.1]
                     xforward-hosts: [127.0.0.1]
                     relay-networks: [198.51.100.0/24]
                 certificates:
                   - certificate: {first.CertificateFile}
                     key: {first.KeyFile}
                   - certificate: {second.CertificateFile}
                     key: {second.KeyFile}
                 """,
        });
        var added = await Gatepost.CommandAsync(["accounts", "add", "printer", "--password-stdin"], Password + "\n");
        Assert.True(added.ExitCode == 0, added.Both);
        // A reload does not wait for the next look at the file.
        var reloaded = await Gatepost.CommandAsync("reload");
        Assert.True(reloaded.ExitCode == 0, reloaded.Both);
    }

    public async ValueTask DisposeAsync()
    {
        await Gatepost.DisposeAsync();
        await Sink.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>The message that a sender brought, once it has arrived.</summary>
    public async Task<SinkMessage> ArrivedAsync(string sender)
    {
        SinkMessage? found = null;
        await Wait.UntilAsync(() => (found = Sink.Messages.FirstOrDefault(message => message.Sender == sender)) is not null, TimeSpan.FromSeconds(60), $"mail from {sender} arrives");
        return found!;
    }

    /// <summary>What is told of the message that an answer names, once all of it can be told.</summary>
    public async Task<string> StoryAsync(string answer, string expected)
    {
        var story = "";
        await Wait.UntilAsync(
            async () => (story = (await Gatepost.CommandAsync("explain", Answers.Id(answer))).Both).Contains(expected, StringComparison.Ordinal),
            TimeSpan.FromSeconds(60), () => $"explain tells \"{expected}\": {story}");
        return story;
    }
}
