using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Client;

namespace Gatepost.Mail.Tests.Smtp.Client;

public sealed class StartTlsTests
{
    private const string Offer = "S: 220 hop\nC: EHLO gw.test\nS: 250-hop\nS: 250 STARTTLS\n";

    private const string Transaction =
        "C: MAIL FROM:<alice@example.org>\nS: 250 ok\nC: RCPT TO:<bob@example.net>\nS: 250 ok\nC: DATA\nS: 354 go\ncontent\nS: 250 taken\nC: QUIT\n";

    private const string InClear = "S: 220 hop\nC: EHLO gw.test\nS: 250-hop\nS: 250 STARTTLS\n" + Transaction;

    [Theory]
    [InlineData(SmtpClientTls.Opportunistic)]
    [InlineData(SmtpClientTls.Required)]
    public async Task Mail_is_protected_where_the_next_hop_offers_it(SmtpClientTls tls)
    {
        var result = await new ClientCase { Tls = tls }.RunAsync(
            Offer + "C: STARTTLS\nS: 220 go\ntls\nC: EHLO gw.test\nS: 250-hop\nS: 250 PIPELINING\n"
            + "C: MAIL FROM:<alice@example.org>\nC: RCPT TO:<bob@example.net>\nS: 250 ok\nS: 250 ok\nC: DATA\nS: 354 go\ncontent\nS: 250 taken\nC: QUIT\n");
        Assert.Equal(SmtpOutcomeKind.Delivered, result.Only.Kind);
        Assert.StartsWith("TLSv1.", result.Tls?.Protocol, StringComparison.Ordinal);
        Assert.StartsWith("TLS_", result.Tls?.CipherSuite, StringComparison.Ordinal);
        Assert.False(result.Tls!.PeerVerified);
    }

    [Fact]
    public async Task Off_means_off()
    {
        var result = await new ClientCase { Tls = SmtpClientTls.Off }.RunAsync(InClear);
        Assert.Equal(SmtpOutcomeKind.Delivered, result.Only.Kind);
        Assert.Null(result.Tls);
    }

    [Theory]
    [InlineData("C: STARTTLS\nS: 220 go\nclose")]
    [InlineData("C: STARTTLS\nS: 220 go\nraw this is no TLS at all\\r\\n\nsilence")]
    public async Task A_failed_handshake_falls_back_to_a_new_connection_in_clear(string failing)
    {
        var result = await new ClientCase { Tls = SmtpClientTls.Opportunistic }.RunAsync(Offer + failing, InClear);
        Assert.Equal(SmtpOutcomeKind.Delivered, result.Only.Kind);
        Assert.Equal(2, result.Connections);
        Assert.Null(result.Tls);
    }

    [Fact]
    public async Task A_refused_STARTTLS_goes_on_in_clear_on_the_same_connection()
    {
        var result = await new ClientCase { Tls = SmtpClientTls.Opportunistic }.RunAsync(Offer + "C: STARTTLS\nS: 454 no certificate\n" + Transaction);
        Assert.Equal(SmtpOutcomeKind.Delivered, result.Only.Kind);
        Assert.Equal(1, result.Connections);
    }

    [Theory]
    [InlineData("S: 220 hop\nC: EHLO gw.test\nS: 250 hop\ngone")]
    [InlineData(Offer + "C: STARTTLS\nS: 454 no certificate\ngone")]
    [InlineData(Offer + "C: STARTTLS\nS: 220 go\nclose")]
    public async Task Where_TLS_is_required_nothing_goes_in_clear(string dialogue)
    {
        var result = await new ClientCase { Tls = SmtpClientTls.Required }.RunAsync(dialogue);
        Assert.Equal(SmtpOutcomeKind.Deferred, result.Failure?.Kind);
        Assert.Equal(1, result.Connections);
    }

    [Fact]
    public async Task What_was_injected_before_the_handshake_is_never_read_as_a_reply()
    {
        // The injected reply would refuse EHLO; the true one, inside TLS, offers DSN.
        var result = await new ClientCase { Tls = SmtpClientTls.Required, Mail = new(null, null, SmtpBody.SevenBit, false, DsnReturn.Full, null) }.RunAsync(
            Offer + "C: STARTTLS\nraw 220 go\\r\\n550 injected\\r\\n\ntls\nC: EHLO gw.test\nS: 250-hop\nS: 250 DSN\n"
            + Transaction.Replace("<alice@example.org>", "<alice@example.org> RET=FULL", StringComparison.Ordinal));
        Assert.Equal(SmtpOutcomeKind.Delivered, result.Only.Kind);
    }

    [Fact]
    public async Task What_was_offered_in_clear_is_forgotten_after_the_handshake()
    {
        var result = await new ClientCase { Tls = SmtpClientTls.Required, Mail = new(null, 9, SmtpBody.SevenBit, false, DsnReturn.Full, null) }.RunAsync(
            "S: 220 hop\nC: EHLO gw.test\nS: 250-hop\nS: 250-SIZE\nS: 250-DSN\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\ntls\nC: EHLO gw.test\nS: 250 hop\n" + Transaction);
        Assert.Equal(SmtpOutcomeKind.Delivered, result.Only.Kind);
    }
}
