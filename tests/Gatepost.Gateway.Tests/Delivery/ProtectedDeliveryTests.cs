using System.Collections.Frozen;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Smtp.Client;
using Gatepost.Testing.Disk;
using Gatepost.Testing.NextHops;

namespace Gatepost.Gateway.Tests.Delivery;

/// <summary>What a route says of TLS, credentials and names, from the policy to the wire.</summary>
public sealed class ProtectedDeliveryTests : IDisposable
{
    private const string Offer = "S: 220 hop\nC: EHLO gw.test\nS: 250-hop\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\n";

    private const string Transaction = "C: MAIL FROM:<alice@example.net>\nS: 250 ok\nC: RCPT TO:<bob@example.org>\nS: 250 ok\nC: DATA\nS: 354 go\ncontent\nS: 250 taken\nsilence";

    private readonly TestAuthority _authority = new();
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_verified_route_delivers_to_whom_its_own_authority_vouches_for()
    {
        await using var hop = Hop(Offer + "tls\nC: EHLO gw.test\nS: 250 hop\n" + Transaction, _authority);
        await using var gateway = new DeliveryHarness([Route(hop, Verified(_authority.RootPem))], folder: _folder.Path);
        await gateway.StartAsync();
        var entry = await gateway.SubmitAsync("alice@example.net", "bob@example.org");
        await gateway.FinishedAsync(entry);
        var attempt = Assert.Single(gateway.Log.Attempts);
        Assert.Equal("delivered", attempt.Outcome);
        Assert.Matches("^TLSv1.[23] TLS_[A-Z0-9_]+ verified$", attempt.Tls);
        Assert.Equal(["mail.example"], hop.ServerNames);
    }

    [Fact]
    public async Task Whom_nobody_vouches_for_gets_nothing_and_the_queue_says_why()
    {
        using var stranger = new TestAuthority("Stranger");
        await using var hop = Hop(Offer + "tls-refused", stranger);
        await using var gateway = new DeliveryHarness([Route(hop, Verified(_authority.RootPem))], folder: _folder.Path);
        await gateway.StartAsync();
        var entry = await gateway.SubmitAsync("alice@example.net", "bob@example.org");
        await gateway.AttemptedAsync(entry, 1);
        Assert.Equal(RecipientStatus.Queued, entry.States[0].Status);
        Assert.Contains("is issued by \"CN=Stranger\", which is not trusted here", entry.States[0].Reply, StringComparison.Ordinal);
        Assert.Empty(hop.Contents);
        Assert.Equal(1, hop.Connections);
    }

    [Fact]
    public async Task A_renewed_file_of_authorities_counts_from_the_next_connection()
    {
        using var renewed = new TestAuthority("Renewed");
        await using var hop = new ScriptedNextHop(Offer + "tls-refused", Offer + "tls\nC: EHLO gw.test\nS: 250 hop\n" + Transaction) { Certificate = _ => renewed.Issue("mail.example") };
        await using var gateway = new DeliveryHarness([Route(hop, Verified(_authority.RootPem))], folder: _folder.Path);
        await gateway.StartAsync();
        var entry = await gateway.SubmitAsync("alice@example.net", "bob@example.org");
        await gateway.AttemptedAsync(entry, 1);
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "ca.pem"), _authority.RootPem + "\n" + renewed.RootPem, TestContext.Current.CancellationToken);
        gateway.Queue.Flush();
        await gateway.FinishedAsync(entry);
        Assert.Single(hop.Contents);
    }

    [Theory]
    [InlineData(null, "there is no file")]
    [InlineData("no certificate", "holds no certificate in PEM")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "cannot be read")]
    public async Task Without_its_authorities_a_route_trusts_nobody(string? content, string words)
    {
        await using var hop = Hop("silence", _authority);
        var tls = Verified(content);
        await using var gateway = new DeliveryHarness([Route(hop, tls)], folder: _folder.Path);
        await gateway.StartAsync();
        var entry = await gateway.SubmitAsync("alice@example.net", "bob@example.org");
        await gateway.AttemptedAsync(entry, 1);
        Assert.Contains(words, entry.States[0].Reply, StringComparison.Ordinal);
        Assert.Equal(0, hop.Connections);
    }

    [Fact]
    public async Task A_smart_host_is_told_who_we_are()
    {
        await using var hop = Hop(
            Offer + "tls\nC: EHLO gw.test\nS: 250-hop\nS: 250 AUTH PLAIN\nC: AUTH PLAIN AHVzZXIAc2VjcmV0\nS: 235 welcome\n" + Transaction, _authority);
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "secret"), "secret\n", TestContext.Current.CancellationToken);
        await using var gateway = new DeliveryHarness([Route(hop, Verified(_authority.RootPem)) with { Credentials = "smarthost" }], folder: _folder.Path, credentials: Credentials("secret"));
        await gateway.StartAsync();
        await gateway.FinishedAsync(await gateway.SubmitAsync("alice@example.net", "bob@example.org"));
        Assert.Empty(hop.Problems);
        Assert.Single(hop.Contents);
    }

    [Theory]
    [InlineData("smarthost", "no-such-file", "the password cannot be read")]
    [InlineData("other", "secret", "asks for the credentials \"other\", which gatepost.yaml does not have")]
    public async Task Without_its_credentials_a_route_sends_nothing(string name, string file, string words)
    {
        await using var hop = Hop("silence", _authority);
        await using var gateway = new DeliveryHarness([Route(hop, Verified(_authority.RootPem)) with { Credentials = name }], folder: _folder.Path, credentials: Credentials(file));
        await gateway.StartAsync();
        var entry = await gateway.SubmitAsync("alice@example.net", "bob@example.org");
        await gateway.AttemptedAsync(entry, 1);
        Assert.Contains(words, entry.States[0].Reply, StringComparison.Ordinal);
        Assert.Equal(0, hop.Connections);
    }

    [Fact]
    public async Task Mail_by_MX_must_be_for_the_domain_and_not_only_for_the_host_that_DNS_names()
    {
        await using var gateway = new DeliveryHarness([], folder: _folder.Path);
        var profiles = gateway.Get<Gateway.Delivery.Transports.NextHopProfiles>();
        var route = new NextHopRoute { To = "*", UseMx = true, Tls = new NextHopTls(SmtpClientTls.Verified) };
        Assert.Equal(["example.org", "*.example.org"], Trust(route).Names);
        Assert.Equal(["*.mail.example"], Trust(route with { Tls = route.Tls with { Names = ["*.mail.example"] } }).Names);
        Assert.Empty(Trust(route with { Tls = NextHopTls.Opportunistic }).Names);

        SmtpClientTrust Trust(NextHopRoute of) => profiles.Of(new Gateway.Delivery.Routing.Destination("k", "example.org", of, "example.org")).Profile!.Trust;
    }

    [Fact]
    public async Task A_route_has_a_name_and_an_address_of_its_own()
    {
        await using var hop = Hop("S: 220 hop\nC: EHLO out.example.org\nS: 250-hop\nS: 250 CHUNKING\n" + Transaction, _authority);
        var route = DeliveryHarness.Route("*", hop.EndPoint.Port) with { HostName = "out.example.org", SourceAddresses = [System.Net.IPAddress.Parse("127.0.0.9")], UseChunking = false };
        await using var gateway = new DeliveryHarness([route], folder: _folder.Path);
        await gateway.StartAsync();
        await gateway.FinishedAsync(await gateway.SubmitAsync("alice@example.net", "bob@example.org"));
        Assert.Equal(["127.0.0.9"], hop.Clients);
        Assert.Empty(hop.Problems);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    private FrozenDictionary<string, CredentialSettings> Credentials(string file) =>
        new Dictionary<string, CredentialSettings> { ["smarthost"] = new("user", Path.Combine(_folder.Path, file), null) }.ToFrozenDictionary();

    private static ScriptedNextHop Hop(string dialogue, TestAuthority authority) => new(dialogue) { Certificate = _ => authority.Issue("mail.example") };

    private static NextHopRoute Route(ScriptedNextHop hop, NextHopTls tls) => DeliveryHarness.Route("*", hop.EndPoint.Port) with { Tls = tls };

    private NextHopTls Verified(string? authorities)
    {
        if (authorities is not null)
            File.WriteAllText(Path.Combine(_folder.Path, "ca.pem"), authorities);
        return new NextHopTls(SmtpClientTls.Verified) { Authorities = "ca.pem", ServerName = "mail.example" };
    }
}
