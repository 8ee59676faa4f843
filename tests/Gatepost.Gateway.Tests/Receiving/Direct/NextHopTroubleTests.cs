using Gatepost.Testing.NextHops;
using Gatepost.Testing.Servers;

namespace Gatepost.Gateway.Tests.Receiving.Direct;

/// <summary>A next hop that is away, goes away, or offers little.</summary>
public sealed class NextHopTroubleTests
{
    private const string Clean = "Subject: hello\r\n\r\nbody\r\n";

    private const string Envelope =
        """
        S: 220 hop
        C: EHLO *
        S: 250 hop
        C: MAIL FROM:<a@example.net>
        S: 250 ok
        C: RCPT TO:<b@example.org>
        S: 250 ok

        """;

    private const string Content =
        """
        C: DATA
        S: 354 go
        content
        S: 250 2.6.0 Taken
        C: QUIT
        S: 221 bye
        """;

    [Fact]
    public async Task A_next_hop_that_drops_the_connection_before_the_content_is_told_all_once_more()
    {
        await using var hop = new ScriptedNextHop(Envelope + "close", Envelope + Content);
        await RunAsync(hop, "250 2.6.0 Taken (id ");
        Assert.Single(hop.Contents);
        Assert.Empty(await hop.ProblemsAsync());
        Assert.Equal(2, hop.Connections);
    }

    [Fact]
    public async Task A_421_to_DATA_is_such_a_drop_too()
    {
        await using var hop = new ScriptedNextHop(Envelope + "C: DATA\nS: 421 4.3.2 restarting\nclose", Envelope + Content);
        await RunAsync(hop, "250 2.6.0 Taken (id ");
        Assert.Single(hop.Contents);
        Assert.Empty(await hop.ProblemsAsync());
    }

    [Fact]
    public async Task One_that_refuses_at_the_repetition_what_it_took_before_is_a_451_and_nothing_is_sent()
    {
        var changed = Envelope.Replace("RCPT TO:<b@example.org>\nS: 250 ok", "RCPT TO:<b@example.org>\nS: 550 5.1.1 gone", StringComparison.Ordinal);
        await using var hop = new ScriptedNextHop(Envelope + "close", changed + "C: RSET\nS: 250 ok\nC: QUIT\nS: 221 bye");
        await RunAsync(hop, "451 4.4.2 The next hop lost the connection, and answered to the repetition: 550 5.1.1 gone; please try again later");
        Assert.Empty(hop.Contents);
    }

    [Fact]
    public async Task One_that_drops_every_connection_is_a_451_after_the_second()
    {
        await using var hop = new ScriptedNextHop(Envelope + "close");
        await RunAsync(hop, "451 4.4.2");
        Assert.Equal(2, hop.Connections);
    }

    /// <summary>Its class is about us or about now: the message would bounce, or be taken for delivered by an answer to nothing.</summary>
    [Theory]
    [InlineData("S: 554 5.7.1 not you\nclose")]
    [InlineData("S: 200 what is this\nclose")]
    [InlineData("S: 220 hop\nC: EHLO *\nS: 550 no\nC: HELO *\nS: 550 no\nclose")]
    public async Task A_refusal_of_the_whole_next_hop_is_a_451(string opening)
    {
        await using var hop = new ScriptedNextHop(Envelope + "close", opening, opening);
        await RunAsync(hop, "451 4.");
        Assert.Empty(hop.Contents);
    }

    [Fact]
    public async Task An_answer_that_is_lost_after_the_final_dot_is_a_451_since_nobody_knows()
    {
        await using var hop = new ScriptedNextHop(Envelope + "C: DATA\nS: 354 go\ncontent\nclose");
        await RunAsync(hop, "451 4.4.2");
        Assert.Single(hop.Contents);
        Assert.Equal(1, hop.Connections);
    }

    [Fact]
    public async Task One_that_goes_away_within_the_content_has_nothing_and_the_client_comes_again()
    {
        await using var hop = new ScriptedNextHop(Envelope + "C: DATA\nS: 354 go\nread 10\nreset");
        await RunAsync(hop, "451 4.");
        Assert.Empty(hop.Contents);
    }

    [Fact]
    public async Task A_421_to_the_content_closes_its_connection_and_not_the_clients()
    {
        await using var hop = new ScriptedNextHop(Envelope + "C: DATA\nS: 354 go\ncontent\nS: 421 4.3.2 going down\nclose");
        await RunAsync(hop, "451 4.3.2 421 4.3.2 going down; please try again later (id ");
    }

    [Fact]
    public async Task One_that_is_down_is_a_451_at_MAIL_and_is_used_as_soon_as_it_is_up()
    {
        await using var sink = SmtpSink.Start();
        await sink.CloseAsync();
        await using var bench = new DirectBench(sink.Port);
        var refused = Assert.Single(await bench.OpenAsync("b@example.org"));
        Assert.StartsWith($"451 4.4.1 The next hop 127.0.0.1[127.0.0.1]:{sink.Port} cannot be used now: connecting: connection refused", refused, StringComparison.Ordinal);

        sink.Open();
        Assert.Equal(["250 2.1.5 Recipient ok"], await bench.EnvelopeAsync("b@example.org"));
        Assert.StartsWith("250 2.0.0 Sunk", await bench.ContentAsync(Clean), StringComparison.Ordinal);
        Assert.Single(sink.Messages);
    }

    [Fact]
    public async Task EHLO_offers_no_more_than_the_next_hop_does()
    {
        await using var poor = SmtpSink.Start(new SinkBehaviour { Extensions = ["PIPELINING", "SIZE 1000000"] });
        await using var bench = new DirectBench(poor.Port);
        await bench.GreetingAsync();
        Assert.Equal(
            ["PIPELINING", "SIZE 1000000", "CHUNKING", "ENHANCEDSTATUSCODES"], (await bench.AskAsync("EHLO mail.example.org"))!.Split('\n').Skip(1).Select(line => line[4..]).Where(line => line[0] != 'X'));
        Assert.StartsWith("554 5.6.7 The message needs SMTPUTF8", await bench.AskAsync("MAIL FROM:<a@example.net> SMTPUTF8"), StringComparison.Ordinal);

        await using var rich = SmtpSink.Start();
        await using var twin = new DirectBench(rich.Port);
        await twin.GreetingAsync();
        var offer = await twin.AskAsync("EHLO mail.example.org");
        Assert.All(["8BITMIME", "SMTPUTF8", "DSN"], extension => Assert.Contains(extension, offer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Parameters_are_passed_on()
    {
        await using var sink = SmtpSink.Start();
        await using var bench = new DirectBench(sink.Port);
        await bench.GreetingAsync();
        await bench.AskAsync("EHLO mail.example.org");
        await bench.AskAsync("MAIL FROM:<a@example.net> SIZE=100 BODY=8BITMIME RET=HDRS ENVID=x1");
        await bench.AskAsync("RCPT TO:<b@example.org> NOTIFY=SUCCESS ORCPT=rfc822;b@example.org");
        await bench.ContentAsync(Clean);
        var arrived = Assert.Single(sink.Messages);
        Assert.Equal("MAIL FROM:<a@example.net> SIZE=100 BODY=8BITMIME RET=HDRS ENVID=x1", arrived.MailLine);
        Assert.Equal(["RCPT TO:<b@example.org> NOTIFY=SUCCESS ORCPT=rfc822;b@example.org"], arrived.RecipientLines);
    }

    /// <summary>Also at the repetition, and never to a next hop that did not ask.</summary>
    [Fact]
    public async Task The_true_client_is_told_to_a_next_hop_that_wants_to_know()
    {
        const string Told = "S: 220 hop\nC: EHLO *\nS: 250-hop\nS: 250 XFORWARD NAME ADDR PROTO HELO SOURCE\n"
            + "C: XFORWARD NAME=spike.example ADDR=IPV6:2001:db8::1 PROTO=ESMTP HELO=odd+2Bname SOURCE=[UNAVAILABLE]\nS: 250 ok\n";
        var envelope = Told + Envelope[Envelope.IndexOf("C: MAIL", StringComparison.Ordinal)..];
        await using var hop = new ScriptedNextHop(envelope + "close", envelope + Content);
        await using (var bench = new DirectBench(hop.EndPoint.Port))
        {
            await bench.GreetingAsync();
            await bench.AskAsync("EHLO mail.example.org");
            Assert.StartsWith("250", await bench.AskAsync("XFORWARD NAME=spike.example ADDR=IPV6:2001:db8::1 PORT=1 PROTO=ESMTP HELO=odd+2Bname"), StringComparison.Ordinal);
            Assert.Equal(["250 2.1.5 Recipient ok"], await bench.EnvelopeAsync("b@example.org"));
            Assert.StartsWith("250 2.6.0 Taken", await bench.ContentAsync(Clean), StringComparison.Ordinal);
            Assert.Equal("2001:db8::1", Assert.Single(bench.Log.Messages).ClientAddress);
        }
        Assert.Empty(await hop.ProblemsAsync());
    }

    [Fact]
    public async Task A_client_that_is_not_listed_gets_no_greeting_and_the_next_hop_no_connection()
    {
        await using var sink = SmtpSink.Start();
        await using var bench = new DirectBench(sink.Port, clients: "127.0.0.0/8");
        Assert.StartsWith("554 5.7.1", await bench.GreetingAsync(), StringComparison.Ordinal);
        Assert.Equal(0, sink.Connections);
    }

    private static async Task RunAsync(ScriptedNextHop hop, string expected)
    {
        await using var bench = new DirectBench(hop.EndPoint.Port);
        Assert.Equal(["250 2.1.5 Recipient ok"], await bench.OpenAsync("b@example.org"));
        Assert.StartsWith(expected, await bench.ContentAsync(Clean), StringComparison.Ordinal);
        Assert.Equal(0, bench.Files);
        Assert.Equal(expected[0] == '2', Assert.Single(bench.Log.Messages).Accepted);
    }
}
