using Gatepost.Mail.Smtp.Client;
using Gatepost.Testing.NextHops;

namespace Gatepost.Mail.Tests.Smtp.Client;

public sealed class ChunkingTests
{
    private const string Start = "S: 220 hop\nC: EHLO gw.test\nS: 250-hop\nS: 250 CHUNKING\nC: MAIL FROM:<alice@example.org>\nS: 250 ok\nC: RCPT TO:<bob@example.net>\nS: 250 ok\n";

    [Theory]
    [InlineData("Subject: hi\r\n\r\n.dot\r\n.\r\n")]
    [InlineData("Subject: hi\r\n\r\nno line end")]
    [InlineData("x")]
    public async Task Content_goes_as_one_chunk_to_the_octet(string content)
    {
        var result = await new ClientCase { Content = content, KnowsLength = true }.RunAsync(
            Start + $"C: BDAT {content.Length} LAST\nchunk {content.Length}\nS: 250 taken\nC: QUIT");
        Assert.Equal(SmtpOutcomeKind.Delivered, result.Only.Kind);
        Assert.Equal(content, Assert.Single(result.Contents));
    }

    [Fact]
    public async Task Content_longer_than_a_block_arrives_whole()
    {
        var content = string.Concat(Enumerable.Range(0, 20_000).Select(i => $".line {i}\r\n"));
        var result = await new ClientCase { Content = content, KnowsLength = true }.RunAsync(
            Start + $"C: BDAT {content.Length} LAST\nchunk {content.Length}\nS: 250 taken\nC: QUIT");
        Assert.Equal(content, Assert.Single(result.Contents));
    }

    [Theory]
    [InlineData(false, true, "x")]
    [InlineData(true, false, "x")]
    [InlineData(true, true, "")]
    public async Task DATA_is_used_where_the_length_is_unknown_or_BDAT_is_not_wanted(bool knowsLength, bool useChunking, string content)
    {
        var result = await new ClientCase { Content = content, KnowsLength = knowsLength, Profile = new SmtpClientProfile { Tls = SmtpClientTls.Off, UseChunking = useChunking } }.RunAsync(
            Start + "C: DATA\nS: 354 go\ncontent\nS: 250 taken\nC: QUIT");
        Assert.Equal(SmtpOutcomeKind.Delivered, result.Only.Kind);
    }

    [Theory]
    [InlineData("Subject: x\r\n\r\n\n.\r\nMAIL FROM:<evil@x.test>\r\n")]
    [InlineData("Subject: x\r\n\r\na\rb")]
    [InlineData("Subject: x\r\n\r\na\r")]
    public async Task Content_with_line_ends_that_stand_alone_fails_as_with_DATA(string content)
    {
        var result = await new ClientCase { Content = content, KnowsLength = true }.RunAsync(Start + "silence");
        Assert.Equal((SmtpOutcomeKind.Failed, "5.6.0"), (result.Only.Kind, result.Only.Status.ToString()));
        Assert.False(result.IsUsable);
    }

    [Fact]
    public async Task A_refused_chunk_is_the_recipients_outcome()
    {
        var result = await new ClientCase { Content = "x\r\n", KnowsLength = true }.RunAsync(Start + "C: BDAT 3 LAST\nchunk 3\nS: 554 5.7.1 no\nC: RSET\nS: 250 ok\nC: QUIT");
        Assert.Equal((SmtpOutcomeKind.Failed, "554 5.7.1 no"), (result.Only.Kind, result.Only.Words));
        Assert.True(result.IsUsable);
    }

    /// <summary>A firewall lets the announcement through and does not know the command: no verdict on a message, and the next attempt goes by DATA.</summary>
    [Theory]
    [InlineData("500 5.5.1 what")]
    [InlineData("502 not implemented")]
    public async Task A_next_hop_that_does_not_know_BDAT_gets_DATA_at_the_next_attempt(string reply)
    {
        await using var hop = new ScriptedNextHop(Start + $"C: BDAT 3 LAST\nchunk 3\nS: {reply}\nclose", Start + "C: DATA\nS: 354 go\ncontent\nS: 250 taken\nC: QUIT");
        var connector = new SmtpConnector(new SmtpClientOptions { HostName = "gw.test" }, TimeProvider.System);
        var mail = new ClientCase { Content = "x\r\n", KnowsLength = true };
        var first = await SendAsync(connector, hop, mail);
        Assert.Equal((SmtpOutcomeKind.Deferred, true), (first.Recipients[0].Kind, first.EndedEarly));
        var second = await SendAsync(connector, hop, mail);
        Assert.Equal(SmtpOutcomeKind.Delivered, second.Recipients[0].Kind);
        Assert.Empty(await hop.ProblemsAsync());
    }

    private static async Task<SmtpSendResult> SendAsync(SmtpConnector connector, ScriptedNextHop hop, ClientCase mail)
    {
        var (connection, _) = await connector.ConnectAsync(new SmtpNextHop("hop.test", hop.EndPoint), SmtpClientTls.Off, TestContext.Current.CancellationToken);
        await using (connection)
        {
            var sent = await mail.SendAsync(connection!);
            await connection!.QuitAsync(TestContext.Current.CancellationToken);
            return sent;
        }
    }
}
