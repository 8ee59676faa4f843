using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Flow;

/// <summary>Promise 5: from the id one reaches what was seen, what decided, what was done, and what the next hop said.</summary>
public sealed class ExplainTellsTheStory
{
    [Fact]
    public async Task Every_attempt_stands_in_it_with_the_next_hops_own_words()
    {
        var tries = 0;
        await using var sink = SmtpSink.Start(new SinkBehaviour { EndOfData = _ => Interlocked.Increment(ref tries) == 1 ? "451 4.2.0 Greylisted for a moment" : null });
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.DeliverAll(sink.Port) });
        await using var client = await TestSmtpClient.ConnectAsync(gatepost.Port);
        await client.CommandAsync("EHLO client.example");

        var answer = await client.SendAsync("a@sender.example", ["user@example.org"], MailText.ForTheWire(MailText.Simple("a@sender.example", "user@example.org", "A story", "Hello.")));
        Assert.Equal(250, answer.Code);
        await sink.WaitForAsync(1);
        await Books.SettledAsync(gatepost, 1);

        var story = (await gatepost.CommandAsync("explain", Answers.Id(answer.Text))).Output;
        foreach (var expected in new[] { "a@sender.example", "user@example.org", "A story", "Greylisted for a moment", "Sunk", $"127.0.0.1", "elivered" })
            Assert.Contains(expected, story, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_recipient_is_found_by_the_session_id_of_the_reply()
    {
        await using var sink = SmtpSink.Start();
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.DeliverAll(sink.Port) });
        await using var client = await TestSmtpClient.ConnectAsync(gatepost.Port);
        await client.CommandAsync("EHLO client.example");
        await client.CommandAsync("MAIL FROM:<a@sender.example>");

        var refused = await client.CommandAsync("RCPT TO:<b@elsewhere.example>");

        Assert.Equal(550, refused.Code);
        var id = Answers.Id(refused.Text);
        var story = string.Empty;
        await Wait.UntilAsync(
            async () =>
            {
                story = (await gatepost.CommandAsync("explain", id)).Both;
                return story.Contains("b@elsewhere.example", StringComparison.Ordinal);
            },
            TimeSpan.FromSeconds(20),
            () => $"explain finds the refusal: {story}");
        var search = await gatepost.CommandAsync("log", "search", "--recipient", "b@elsewhere.example", "--json");
        Assert.Contains("b@elsewhere.example", search.Output, StringComparison.Ordinal);
    }
}
