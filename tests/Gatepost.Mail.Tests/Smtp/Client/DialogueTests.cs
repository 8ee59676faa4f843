using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Client;

namespace Gatepost.Mail.Tests.Smtp.Client;

public sealed class DialogueTests
{
    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(7)]
    [InlineData(1)]
    public async Task A_message_is_delivered_however_the_replies_are_cut(int piece)
    {
        var result = await new ClientCase { Piece = piece }.RunAsync(
            """
            S: 220 hop.test ESMTP
            C: EHLO gw.test
            S: 250-hop.test
            S: 250-PIPELINING
            S: 250 SIZE 1000
            C: MAIL FROM:<alice@example.org>
            C: RCPT TO:<bob@example.net>
            S: 250 2.1.0 sender fine
            S: 250 2.1.5 recipient fine
            C: DATA
            S: 354 go on
            content
            S: 250-2.0.0 queued
            S: 250 2.0.0 as 4711
            C: QUIT
            S: 221 bye
            """);
        Assert.Equal(SmtpOutcomeKind.Delivered, result.Only.Kind);
        Assert.Equal("250 2.0.0 queued as 4711", result.Only.Words);
        Assert.Equal(new EnhancedStatus(2, 0, 0), result.Only.Status);
        Assert.Equal("Subject: hi\r\n\r\nbody\r\n", Assert.Single(result.Contents));
        Assert.True(result.IsUsable);
    }

    [Fact]
    public async Task A_server_without_EHLO_is_greeted_with_HELO_and_asked_one_command_at_a_time()
    {
        var result = await new ClientCase { Recipients = ClientCase.ToAll("a@x.test", "b@x.test") }.RunAsync(
            """
            S: 220 old
            C: EHLO gw.test
            S: 500 what?
            C: HELO gw.test
            S: 250 hello
            C: MAIL FROM:<alice@example.org>
            S: 250 ok
            C: RCPT TO:<a@x.test>
            S: 250 ok
            C: RCPT TO:<b@x.test>
            S: 251 will forward
            C: DATA
            S: 354
            content
            S: 250
            C: QUIT
            """);
        Assert.All(result.Recipients, outcome => Assert.Equal(SmtpOutcomeKind.Delivered, outcome.Kind));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_recipient_has_the_answer_that_was_given_to_it(bool pipelining)
    {
        var result = await new ClientCase { Recipients = ClientCase.ToAll("ok@x.test", "later@x.test", "never@x.test") }.RunAsync(pipelining
            ? """
              S: 220 hop
              C: EHLO gw.test
              S: 250-hop
              S: 250 PIPELINING
              C: MAIL FROM:<alice@example.org>
              C: RCPT TO:<ok@x.test>
              C: RCPT TO:<later@x.test>
              C: RCPT TO:<never@x.test>
              S: 250 ok
              S: 250 ok
              S: 450 4.2.1 greylisted
              S: 550 5.1.1 no such user
              C: DATA
              S: 354 go
              content
              S: 250 taken
              C: QUIT
              """
            : """
              S: 220 hop
              C: EHLO gw.test
              S: 250 hop
              C: MAIL FROM:<alice@example.org>
              S: 250 ok
              C: RCPT TO:<ok@x.test>
              S: 250 ok
              C: RCPT TO:<later@x.test>
              S: 450 4.2.1 greylisted
              C: RCPT TO:<never@x.test>
              S: 550 5.1.1 no such user
              C: DATA
              S: 354 go
              content
              S: 250 taken
              C: QUIT
              """);
        Assert.Equal([SmtpOutcomeKind.Delivered, SmtpOutcomeKind.Deferred, SmtpOutcomeKind.Failed], result.Recipients.Select(outcome => outcome.Kind));
        Assert.Equal("550 5.1.1 no such user", result.Recipients[2].Words);
        Assert.Equal(new EnhancedStatus(5, 1, 1), result.Recipients[2].Status);
    }

    [Fact]
    public async Task When_all_recipients_are_refused_no_content_is_sent_and_the_connection_stays_good()
    {
        var result = await new ClientCase().RunAsync(
            """
            S: 220 hop
            C: EHLO gw.test
            S: 250-hop
            S: 250 PIPELINING
            C: MAIL FROM:<alice@example.org>
            C: RCPT TO:<bob@example.net>
            S: 250 ok
            S: 550 no
            C: RSET
            S: 250 ok
            C: QUIT
            """);
        Assert.Equal(SmtpOutcomeKind.Failed, result.Only.Kind);
        Assert.Equal(new EnhancedStatus(5, 0, 0), result.Only.Status);
        Assert.True(result.IsUsable);
        Assert.False(result.EndedEarly);
    }

    [Theory]
    [InlineData("550 5.7.1 not you", SmtpOutcomeKind.Failed)]
    [InlineData("451 4.7.1 later", SmtpOutcomeKind.Deferred)]
    public async Task A_refused_sender_settles_all_recipients_and_their_answers_are_read_away(string reply, SmtpOutcomeKind kind)
    {
        var result = await new ClientCase { Recipients = ClientCase.ToAll("a@x.test", "b@x.test") }.RunAsync(
            $"""
            S: 220 hop
            C: EHLO gw.test
            S: 250-hop
            S: 250 PIPELINING
            C: MAIL FROM:<alice@example.org>
            C: RCPT TO:<a@x.test>
            C: RCPT TO:<b@x.test>
            S: {reply}
            S: 503 5.5.1 MAIL first
            S: 503 5.5.1 MAIL first
            C: QUIT
            """);
        Assert.All(result.Recipients, outcome => Assert.Equal((kind, reply), (outcome.Kind, outcome.Words)));
        Assert.True(result.IsUsable);
    }

    [Theory]
    [InlineData("554 5.6.0 content refused", SmtpOutcomeKind.Failed)]
    [InlineData("452 4.3.1 disk full", SmtpOutcomeKind.Deferred)]
    [InlineData("421 4.3.2 shutting down", SmtpOutcomeKind.Deferred)]
    public async Task The_answer_to_the_final_dot_counts_for_all_accepted_recipients(string reply, SmtpOutcomeKind kind)
    {
        var result = await new ClientCase().RunAsync(
            $"""
            S: 220 hop
            C: EHLO gw.test
            S: 250 hop
            C: MAIL FROM:<alice@example.org>
            S: 250 ok
            C: RCPT TO:<bob@example.net>
            S: 250 ok
            C: DATA
            S: 354 go
            content
            S: {reply}
            """);
        Assert.Equal((kind, reply), (result.Only.Kind, result.Only.Words));
        Assert.False(result.EndedEarly);
    }

    [Fact]
    public async Task DATA_that_is_refused_settles_the_accepted_recipients()
    {
        var result = await new ClientCase().RunAsync(
            """
            S: 220 hop
            C: EHLO gw.test
            S: 250 hop
            C: MAIL FROM:<alice@example.org>
            S: 250 ok
            C: RCPT TO:<bob@example.net>
            S: 250 ok
            C: DATA
            S: 554 5.5.1 no valid recipients
            C: RSET
            S: 250 ok
            C: QUIT
            """);
        Assert.Equal((SmtpOutcomeKind.Failed, "554 5.5.1 no valid recipients"), (result.Only.Kind, result.Only.Words));
    }

    [Theory]
    [InlineData("452 4.5.3 too many")]
    [InlineData("452 too many")]
    [InlineData("552 too many")]
    public async Task Too_many_recipients_is_no_trouble_of_the_recipient(string reply)
    {
        var result = await new ClientCase { Recipients = ClientCase.ToAll("a@x.test", "b@x.test") }.RunAsync(
            $"""
            S: 220 hop
            C: EHLO gw.test
            S: 250 hop
            C: MAIL FROM:<alice@example.org>
            S: 250 ok
            C: RCPT TO:<a@x.test>
            S: 250 ok
            C: RCPT TO:<b@x.test>
            S: {reply}
            C: DATA
            S: 354 go
            content
            S: 250 taken
            C: QUIT
            """);
        Assert.Equal(SmtpOutcomeKind.Delivered, result.Recipients[0].Kind);
        Assert.Equal((SmtpOutcomeKind.Deferred, new EnhancedStatus(4, 5, 3)), (result.Recipients[1].Kind, result.Recipients[1].Status));
    }

    [Fact]
    public async Task A_full_mailbox_that_answers_552_is_still_a_failure()
    {
        var result = await new ClientCase { Recipients = ClientCase.ToAll("a@x.test", "b@x.test") }.RunAsync(
            """
            S: 220 hop
            C: EHLO gw.test
            S: 250 hop
            C: MAIL FROM:<alice@example.org>
            S: 250 ok
            C: RCPT TO:<a@x.test>
            S: 250 ok
            C: RCPT TO:<b@x.test>
            S: 552 5.2.2 mailbox full
            C: DATA
            S: 354 go
            content
            S: 250 taken
            C: QUIT
            """);
        Assert.Equal(SmtpOutcomeKind.Failed, result.Recipients[1].Kind);
    }

    [Fact]
    public async Task A_connection_carries_one_message_after_the_other()
    {
        const string dialogue =
            """
            S: 220 hop
            C: EHLO gw.test
            S: 250 hop
            C: MAIL FROM:<alice@example.org>
            S: 250 ok
            C: RCPT TO:<bob@example.net>
            S: 250 ok
            C: DATA
            S: 354 go
            content
            S: 250 first
            C: RSET
            S: 250 ok
            C: MAIL FROM:<>
            S: 250 ok
            C: RCPT TO:<bob@example.net>
            S: 250 ok
            C: DATA
            S: 354 go
            content
            S: 250 second
            C: QUIT
            """;
        await using var hop = new Gatepost.Testing.NextHops.ScriptedNextHop(dialogue);
        var connector = new SmtpConnector(new SmtpClientOptions { HostName = "gw.test" }, TimeProvider.System);
        var (connection, _) = await connector.ConnectAsync(new SmtpNextHop("hop.test", hop.EndPoint), SmtpClientTls.Off, default);
        Assert.NotNull(connection);
        Assert.Equal("250 first", Assert.Single((await new ClientCase().SendAsync(connection)).Recipients).Words);
        Assert.True(await connection.ResetAsync(default));
        Assert.Equal("250 second", Assert.Single((await new ClientCase { Sender = null }.SendAsync(connection)).Recipients).Words);
        Assert.Equal(2, connection.Transactions);
        await connection.QuitAsync(default);
        Assert.Empty(await hop.ProblemsAsync());
    }
}
