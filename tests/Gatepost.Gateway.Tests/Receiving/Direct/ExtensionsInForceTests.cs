using Gatepost.Gateway.Spool;
using Gatepost.Mail.Smtp;
using Gatepost.Testing.NextHops;
using Gatepost.Testing.Servers;

namespace Gatepost.Gateway.Tests.Receiving.Direct;

/// <summary>The next hop offers less than it did at our EHLO: what is sent follows the extensions of the connection in use, and no wish is lost in silence.</summary>
public sealed class ExtensionsInForceTests
{
    private const string EightBit = "Subject: hi\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGrüße\r\n";

    private const string Rich = "S: 220 hop\nC: EHLO *\nS: 250-hop\nS: 250-8BITMIME\nS: 250-SMTPUTF8\nS: 250-SIZE 1000000\nS: 250 DSN\n";

    private const string Poor = "S: 220 hop\nC: EHLO *\nS: 250 hop\n";

    private const string Recipient = "C: RCPT TO:<b@example.org>\nS: 250 ok\n";

    private const string Abandoned = "C: RSET\nS: 250 ok\nC: QUIT\nS: 221 bye";

    [Fact]
    public async Task Eight_bit_content_is_made_seven_bit_for_a_connection_without_8BITMIME()
    {
        await using var hop = new ScriptedNextHop(
            Rich + "C: MAIL FROM:<a@example.net> BODY=8BITMIME\nS: 250 ok\n" + Recipient + "close",
            Poor + "C: MAIL FROM:<a@example.net>\nS: 250 ok\n" + Recipient + "C: DATA\nS: 354 go\ncontent\nS: 250 2.6.0 Taken\nC: QUIT\nS: 221 bye");
        Assert.StartsWith("250 2.6.0 Taken", await SendAsync(hop, "MAIL FROM:<a@example.net> BODY=8BITMIME", "RCPT TO:<b@example.org>"), StringComparison.Ordinal);
        var content = Assert.Single(hop.Contents);
        Assert.Contains("Gr=C3=BC=C3=9Fe\r\n", content, StringComparison.Ordinal);
        Assert.Contains("Content-Transfer-Encoding: quoted-printable\r\n", content, StringComparison.Ordinal);
        Assert.Empty(await hop.ProblemsAsync());
    }

    [Fact]
    public async Task A_wish_to_hear_of_success_that_cannot_be_repeated_is_a_451()
    {
        await using var hop = new ScriptedNextHop(
            Rich + "C: MAIL FROM:<a@example.net>\nS: 250 ok\nC: RCPT TO:<b@example.org> NOTIFY=SUCCESS\nS: 250 ok\nclose",
            Poor + "C: MAIL FROM:<a@example.net>\nS: 250 ok\n" + Recipient + Abandoned);
        Assert.StartsWith(
            "451 4.4.2 The next hop lost the connection, and does not take wishes about reports any more",
            await SendAsync(hop, "MAIL FROM:<a@example.net>", "RCPT TO:<b@example.org> NOTIFY=SUCCESS"), StringComparison.Ordinal);
        Assert.Empty(hop.Contents);
        Assert.Empty(await hop.ProblemsAsync());
    }

    [Fact]
    public async Task A_message_above_the_size_that_is_offered_now_is_refused_and_not_sent()
    {
        await using var hop = new ScriptedNextHop(
            Rich + "C: MAIL FROM:<a@example.net>\nS: 250 ok\n" + Recipient + "close",
            "S: 220 hop\nC: EHLO *\nS: 250-hop\nS: 250-8BITMIME\nS: 250 SIZE 40\nC: MAIL FROM:<a@example.net>\nS: 250 ok\n" + Recipient + Abandoned);
        Assert.StartsWith("552 5.3.4 The message has ", await SendAsync(hop, "MAIL FROM:<a@example.net>", "RCPT TO:<b@example.org>"), StringComparison.Ordinal);
        Assert.Empty(hop.Contents);
        Assert.Empty(await hop.ProblemsAsync());
    }

    [Fact]
    public async Task A_message_that_needs_SMTPUTF8_is_a_451_where_that_is_offered_no_more()
    {
        await using var hop = new ScriptedNextHop(Rich + "C: MAIL FROM:<a@example.net> SMTPUTF8\nS: 250 ok\n" + Recipient + "close", Poor + Abandoned);
        var answer = await SendAsync(hop, "MAIL FROM:<a@example.net> SMTPUTF8", "RCPT TO:<b@example.org>");
        Assert.StartsWith("451 4.4.2 ", answer, StringComparison.Ordinal);
        Assert.Contains("needs SMTPUTF8", answer, StringComparison.Ordinal);
        Assert.Empty(hop.Contents);
        Assert.Empty(await hop.ProblemsAsync());
    }

    /// <summary>RFC 3461 section 5.2.2: the report that it was passed on is ours to make, as delivery from the queue does it.</summary>
    [Fact]
    public async Task A_wish_to_hear_of_success_that_the_next_hop_does_not_know_goes_through_the_queue()
    {
        await using var sink = SmtpSink.Start(new SinkBehaviour { Extensions = ["8BITMIME"] });
        await sink.CloseAsync();
        await using var bench = new DirectBench(sink.Port);
        await bench.GreetingAsync();
        Assert.Contains("DSN", await bench.AskAsync("EHLO mail.example.org"), StringComparison.Ordinal);
        sink.Open();
        await bench.AskAsync("MAIL FROM:<a@example.net>");
        await bench.AskAsync("RCPT TO:<b@example.org> NOTIFY=SUCCESS,FAILURE");
        Assert.StartsWith("250 2.0.0 Ok: queued as", await bench.ContentAsync(EightBit), StringComparison.Ordinal);
        Assert.Empty(sink.Messages);
        var entry = Assert.Single(bench.Spool.Entries);
        Assert.Equal(DsnNotify.Success | DsnNotify.Failure, entry.Record.Envelope.Recipients[0].Notify);
        Assert.Equal(new SpoolNextHop("127.0.0.1", sink.Port), entry.Record.Copies[0].NextHop);

        // The next message owes nobody anything.
        Assert.Equal(["250 2.1.5 Recipient ok"], await bench.EnvelopeAsync("b@example.org"));
        Assert.StartsWith("250 2.0.0 Sunk", await bench.ContentAsync(EightBit), StringComparison.Ordinal);
    }

    private static async Task<string?> SendAsync(ScriptedNextHop hop, string mail, string recipient)
    {
        await using var bench = new DirectBench(hop.EndPoint.Port);
        await bench.GreetingAsync();
        await bench.AskAsync("EHLO mail.example.org");
        Assert.StartsWith("250", await bench.AskAsync(mail), StringComparison.Ordinal);
        Assert.StartsWith("250", await bench.AskAsync(recipient), StringComparison.Ordinal);
        var answer = await bench.ContentAsync(EightBit);
        Assert.Equal(0, bench.Files);
        return answer;
    }
}
