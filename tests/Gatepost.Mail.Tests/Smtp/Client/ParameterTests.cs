using Gatepost.Mail.Addresses;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Client;
using Gatepost.Mail.Smtp.Server;

namespace Gatepost.Mail.Tests.Smtp.Client;

public sealed class ParameterTests
{
    private static readonly MailCommand Everything = new(null, 22, SmtpBody.EightBitMime, false, DsnReturn.Headers, "QQ+2B314159");

    private static readonly RecipientCommand Wishes = ClientCase.To("bob@example.net", DsnNotify.Success | DsnNotify.Failure, "rfc822;Bob+40example.com");

    private static string Dialogue(string ehlo, string mail, string recipient) =>
        $"""
        S: 220 hop
        C: EHLO gw.test
        {ehlo}
        C: {mail}
        S: 250 ok
        C: {recipient}
        S: 250 ok
        C: DATA
        S: 354 go
        content
        S: 250 taken
        C: QUIT
        """;

    [Fact]
    public async Task Parameters_are_passed_on_to_a_next_hop_that_offers_their_extension()
    {
        var result = await new ClientCase { Mail = Everything, Recipients = [Wishes] }.RunAsync(Dialogue(
            "S: 250-hop\nS: 250-SIZE\nS: 250-8bitmime\nS: 250 DSN",
            "MAIL FROM:<alice@example.org> SIZE=22 BODY=8BITMIME RET=HDRS ENVID=QQ+2B314159",
            "RCPT TO:<bob@example.net> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;Bob+40example.com"));
        Assert.Equal(SmtpOutcomeKind.Delivered, result.Only.Kind);
    }

    [Fact]
    public async Task Parameters_are_kept_from_a_next_hop_that_does_not_offer_their_extension()
    {
        var result = await new ClientCase { Mail = Everything, Recipients = [Wishes], Content = "Subject: caf\u00e9\r\n\r\n\u00fc\r\n" }
            .RunAsync(Dialogue("S: 250 hop", "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>"));
        Assert.Equal(SmtpOutcomeKind.Delivered, result.Only.Kind);
    }

    [Theory]
    [InlineData("id with space", "rfc822;a b")]
    [InlineData("id\r\nRCPT TO:<x@y>", "rfc822;a\r\nDATA")]
    [InlineData("idé", "utf-8;é")]
    public async Task A_parameter_that_would_break_the_command_line_is_left_out(string envelopeId, string originalRecipient)
    {
        var result = await new ClientCase
        {
            Mail = Everything with { Return = DsnReturn.Unspecified, EnvelopeId = envelopeId, Body = SmtpBody.SevenBit },
            Recipients = [ClientCase.To("bob@example.net", DsnNotify.Never, originalRecipient)],
        }.RunAsync(Dialogue("S: 250-hop\nS: 250 DSN", "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net> NOTIFY=NEVER"));
        Assert.Equal(SmtpOutcomeKind.Delivered, result.Only.Kind);
    }

    [Fact]
    public async Task Unicode_addresses_go_to_a_next_hop_with_SMTPUTF8()
    {
        var result = await new ClientCase { Sender = "élise@exämple.org", Recipients = ClientCase.ToAll("用户@例え.test") }.RunAsync(Dialogue(
            "S: 250-hop\nS: 250 SMTPUTF8", "MAIL FROM:<élise@exämple.org> SMTPUTF8", "RCPT TO:<用户@例え.test>"));
        Assert.Equal(SmtpOutcomeKind.Delivered, result.Only.Kind);
    }

    [Fact]
    public async Task A_Unicode_domain_alone_is_written_in_A_labels_where_SMTPUTF8_is_missing()
    {
        var result = await new ClientCase { Sender = "elise@exämple.org" }.RunAsync(Dialogue(
            "S: 250 hop", "MAIL FROM:<elise@xn--exmple-cua.org>", "RCPT TO:<bob@example.net>"));
        Assert.Equal(SmtpOutcomeKind.Delivered, result.Only.Kind);
    }

    [Fact]
    public async Task A_Unicode_recipient_fails_where_SMTPUTF8_is_missing_and_the_others_get_the_message()
    {
        var result = await new ClientCase { Recipients = ClientCase.ToAll("用户@x.test", "bob@example.net") }.RunAsync(Dialogue(
            "S: 250 hop", "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>"));
        Assert.Equal((SmtpOutcomeKind.Failed, new EnhancedStatus(5, 6, 7)), (result.Recipients[0].Kind, result.Recipients[0].Status));
        Assert.Equal(SmtpOutcomeKind.Delivered, result.Recipients[1].Kind);
    }

    [Fact]
    public async Task A_message_above_the_next_hops_limit_fails_without_being_sent()
    {
        var result = await new ClientCase { Mail = Everything with { DeclaredSize = 1_001 } }.RunAsync(
            """
            S: 220 hop
            C: EHLO gw.test
            S: 250-hop
            S: 250 SIZE 1000
            C: QUIT
            """);
        Assert.Equal((SmtpOutcomeKind.Failed, new EnhancedStatus(5, 3, 4)), (result.Only.Kind, result.Only.Status));
    }

    [Fact]
    public async Task SIZE_zero_is_no_limit()
    {
        var result = await new ClientCase { Mail = Everything with { DeclaredSize = 1_001, Return = DsnReturn.Full } }.RunAsync(Dialogue(
            "S: 250-hop\nS: 250-SIZE 0\nS: 250 DSN", "MAIL FROM:<alice@example.org> SIZE=1001 RET=FULL ENVID=QQ+2B314159", "RCPT TO:<bob@example.net>"));
        Assert.Equal(SmtpOutcomeKind.Delivered, result.Only.Kind);
    }

    [Theory]
    [InlineData("a\r\nDATA", "x.test")]
    [InlineData("a", "x.test>\r\nDATA")]
    [InlineData("a", "x.test> NOTIFY=NEVER")]
    public async Task An_address_that_would_break_out_of_its_brackets_is_never_said(string local, string domain)
    {
        var bad = new RecipientCommand(new EmailAddress(local, domain), DsnNotify.Default, null);
        var result = await new ClientCase { Recipients = [bad, ClientCase.To("bob@example.net")] }.RunAsync(Dialogue(
            "S: 250 hop", "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>"));
        Assert.Equal(SmtpOutcomeKind.Failed, result.Recipients[0].Kind);
        Assert.Equal(SmtpOutcomeKind.Delivered, result.Recipients[1].Kind);
    }

    [Fact]
    public async Task A_quoted_local_part_is_quoted_again()
    {
        var result = await new ClientCase { Recipients = [new(new EmailAddress("a \"b\" > c", "x.test"), DsnNotify.Default, null)] }.RunAsync(Dialogue(
            "S: 250 hop", "MAIL FROM:<alice@example.org>", "RCPT TO:<\"a \\\"b\\\" > c\"@x.test>"));
        Assert.Equal(SmtpOutcomeKind.Delivered, result.Only.Kind);
    }
}
