using Gatepost.Mail.Smtp.Client;

namespace Gatepost.Mail.Tests.Smtp.Client;

public sealed class AuthenticationTests
{
    private const string Secure = "S: 220 hop\nC: EHLO gw.test\nS: 250-hop\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\ntls\nC: EHLO gw.test\nS: 250-hop\n";

    private const string Transaction =
        "C: MAIL FROM:<alice@example.org>\nS: 250 ok\nC: RCPT TO:<bob@example.net>\nS: 250 ok\nC: DATA\nS: 354 go\ncontent\nS: 250 taken\nC: QUIT\n";

    private static readonly SmtpClientProfile Profile = new() { Tls = SmtpClientTls.Required, Credentials = new SmtpCredentials("user", "pässword") };

    [Theory]
    [InlineData("S: 250 AUTH LOGIN PLAIN\nC: AUTH PLAIN AHVzZXIAcMOkc3N3b3Jk\nS: 235 2.7.0 ok\n")]
    [InlineData("S: 250-AUTH=LOGIN\nS: 250 AUTH PLAIN\nC: AUTH PLAIN AHVzZXIAcMOkc3N3b3Jk\nS: 235 ok\n")]
    [InlineData("S: 250 AUTH CRAM-MD5 LOGIN\nC: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: dXNlcg==\nS: 334 UGFzc3dvcmQ6\nC: cMOkc3N3b3Jk\nS: 235 ok\n")]
    public async Task Credentials_are_said_in_the_way_that_the_next_hop_offers(string authentication)
    {
        var result = await new ClientCase { Profile = Profile }.RunAsync(Secure + authentication + Transaction);
        Assert.Equal(SmtpOutcomeKind.Delivered, result.Only.Kind);
    }

    [Theory]
    [InlineData("S: 250 AUTH PLAIN\nC: AUTH PLAIN *\nS: 535 5.7.8 who are you\ngone", "4.7.8", "the next hop refused the credentials of user: 535 5.7.8 who are you")]
    [InlineData("S: 250 AUTH LOGIN\nC: AUTH LOGIN\nS: 504 not now\ngone", "4.7.8", "refused the credentials")]
    [InlineData("S: 250 AUTH CRAM-MD5 XOAUTH2\ngone", "4.7.4", "CRAM-MD5, XOAUTH2 only")]
    [InlineData("S: 250 SIZE\ngone", "4.7.4", "does not ask for any")]
    [InlineData("S: 250 AUTH PLAIN\nC: AUTH PLAIN *\nclose", "4.4.2", "closed the connection")]
    public async Task A_refusal_is_a_reason_to_wait_and_names_no_password(string authentication, string status, string words)
    {
        var result = await new ClientCase { Profile = Profile }.RunAsync(Secure + authentication);
        Assert.Equal((SmtpOutcomeKind.Deferred, status), (result.Failure!.Kind, result.Failure.Status.ToString()));
        Assert.Contains(words, result.Failure.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("pässword", result.Failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SmtpClientTls.Off)]
    [InlineData(SmtpClientTls.Opportunistic)]
    public async Task Nothing_is_said_in_clear(SmtpClientTls tls)
    {
        var result = await new ClientCase { Profile = Profile with { Tls = tls } }.RunAsync("S: 220 hop\nC: EHLO gw.test\nS: 250-hop\nS: 250 AUTH PLAIN LOGIN\ngone");
        Assert.Equal(SmtpOutcomeKind.Deferred, result.Failure?.Kind);
        Assert.Contains("inside TLS only", result.Failure!.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void Credentials_print_no_password() => Assert.DoesNotContain("pässword", Profile.ToString(), StringComparison.Ordinal);
}
