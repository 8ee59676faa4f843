using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Gatepost.Mail.Smtp.Client;
using Gatepost.Testing.NextHops;

namespace Gatepost.Mail.Tests.Smtp.Client;

/// <summary>The host is always <c>hop.test</c> to the client.</summary>
public sealed class CertificateTests : IDisposable
{
    private const string Offer = "S: 220 hop\nC: EHLO gw.test\nS: 250-hop\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\n";

    private const string Delivery =
        "tls\nC: EHLO gw.test\nS: 250 hop\nC: MAIL FROM:<alice@example.org>\nS: 250 ok\nC: RCPT TO:<bob@example.net>\nS: 250 ok\nC: DATA\nS: 354 go\ncontent\nS: 250 taken\nC: QUIT\n";

    private readonly TestAuthority _authority = new();

    private SmtpClientTrust Own => new() { Authorities = [_authority.Root] };

    [Fact]
    public async Task A_certificate_of_our_own_authority_with_the_hosts_name_is_verified()
    {
        await using var hop = Hop(Offer + Delivery, _authority.Issue("hop.test"));
        var result = await SendAsync(hop, SmtpClientTls.Verified, Own);
        Assert.Equal(SmtpOutcomeKind.Delivered, result.Only.Kind);
        Assert.True(result.Tls!.PeerVerified);
        Assert.Equal(["hop.test"], hop.ServerNames);
        Assert.Empty(await hop.ProblemsAsync());
    }

    [Theory]
    [InlineData(null, "is issued by \"CN=Test Authority\", which is not trusted here")]
    [InlineData("self-signed", "is self-signed")]
    [InlineData("other.test", "the certificate of hop.test is for other.test, not for hop.test")]
    [InlineData("*.hop.test", "is for *.hop.test, not for hop.test")]
    [InlineData("expired", "is out of date")]
    public async Task What_is_wrong_is_said_and_nothing_goes_in_clear(string? wrong, string words)
    {
        var certificate = wrong switch
        {
            null => _authority.Issue("hop.test"),
            "self-signed" => SelfSigned.Create(),
            "expired" => _authority.Issue(["hop.test"], -30, -2),
            var name => _authority.Issue(name),
        };
        await using var hop = Hop(Offer + "tls-refused", certificate);
        var result = await SendAsync(hop, SmtpClientTls.Verified, wrong is null ? SmtpClientTrust.System : Own);
        Assert.Equal((SmtpOutcomeKind.Deferred, "4.7.5"), (result.Failure!.Kind, result.Failure.Status.ToString()));
        Assert.Contains(words, result.Failure.Words, StringComparison.Ordinal);
        Assert.Equal(1, hop.Connections);
        Assert.Empty(await hop.ProblemsAsync());
    }

    [Theory]
    [InlineData(SmtpClientTls.Required)]
    [InlineData(SmtpClientTls.Opportunistic)]
    public async Task Where_nothing_need_be_verified_a_wrong_certificate_is_noted_only(SmtpClientTls tls)
    {
        await using var hop = Hop(Offer + Delivery, _authority.Issue("other.test"));
        var result = await SendAsync(hop, tls, Own);
        Assert.Equal(SmtpOutcomeKind.Delivered, result.Only.Kind);
        Assert.False(result.Tls!.PeerVerified);
    }

    [Theory]
    [InlineData("mx7.mail.example", "*.mail.example", true)]
    [InlineData("a.b.mail.example", "*.mail.example", true)]
    [InlineData("mail.example", "*.mail.example", false)]
    [InlineData("mx7.evilmail.example", "*.mail.example", false)]
    [InlineData("*.mail.example", "mx7.mail.example", true)]
    [InlineData("xn--bcher-kva.example", "bücher.example", true)]
    [InlineData("MAIL.Example", "mail.example", true)]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    public async Task Expected_names_stand_in_for_the_hosts(string carried, string expected, bool isTrusted)
    {
        await using var hop = Hop(isTrusted ? Offer + Delivery : Offer + "tls-refused", _authority.Issue(carried));
        var result = await SendAsync(hop, SmtpClientTls.Verified, Own with { Names = ["elsewhere.example", expected] });
        Assert.Equal(isTrusted ? SmtpOutcomeKind.Delivered : SmtpOutcomeKind.Deferred, result.Only.Kind);
        Assert.Empty(await hop.ProblemsAsync());
    }

    [Fact]
    public async Task The_server_name_is_asked_for_and_expected()
    {
        await using var hop = new ScriptedNextHop(Offer + Delivery) { Certificate = name => _authority.Issue(name ?? "none") };
        var result = await SendAsync(hop, SmtpClientTls.Verified, Own with { ServerName = "Tenant.example" });
        Assert.Equal(SmtpOutcomeKind.Delivered, result.Only.Kind);
        Assert.Equal(["tenant.example"], hop.ServerNames);
    }

    [Fact]
    public async Task TLS_can_begin_with_the_first_octet()
    {
        await using var hop = Hop(
            "tls\nS: 220 hop\nC: EHLO gw.test\nS: 250-hop\nS: 250 STARTTLS\nC: MAIL FROM:<alice@example.org>\nS: 250 ok\nC: RCPT TO:<bob@example.net>\nS: 250 ok\nC: DATA\nS: 354 go\ncontent\nS: 250 taken\nC: QUIT\n",
            _authority.Issue("hop.test"));
        var profile = new SmtpClientProfile { Tls = SmtpClientTls.Verified, IsImplicitTls = true, Trust = Own };
        var result = await new ClientCase { Profile = profile }.SendAsync(hop);
        Assert.Equal(SmtpOutcomeKind.Delivered, result.Only.Kind);
        Assert.True(result.Tls!.PeerVerified);
    }

    [Fact]
    public async Task A_server_that_closes_right_after_the_handshake_gets_opportunistic_mail_in_clear_on_a_new_connection()
    {
        await using var hop = Hop(
            [Offer + "tls\nclose", "S: 220 hop\nC: EHLO gw.test\nS: 250-hop\nS: 250 STARTTLS\n" + Delivery["tls\nC: EHLO gw.test\nS: 250 hop\n".Length..]],
            _authority.Issue("hop.test"));
        var result = await SendAsync(hop, SmtpClientTls.Opportunistic, Own);
        Assert.Equal(SmtpOutcomeKind.Delivered, result.Only.Kind);
        Assert.Equal((2, null), (hop.Connections, result.Tls));
    }

    public void Dispose() => _authority.Dispose();

    private static ScriptedNextHop Hop(string dialogue, X509Certificate2 certificate) => Hop([dialogue], certificate);

    private static ScriptedNextHop Hop(string[] dialogues, X509Certificate2 certificate) => new(dialogues) { Certificate = _ => certificate };

    private static Task<ClientResult> SendAsync(ScriptedNextHop hop, SmtpClientTls tls, SmtpClientTrust trust) =>
        new ClientCase { Profile = new SmtpClientProfile { Tls = tls, Trust = trust } }.SendAsync(hop);
}
