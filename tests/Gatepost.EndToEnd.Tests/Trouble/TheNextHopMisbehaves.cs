using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Trouble;

/// <summary>Whatever the next hop does, mail is taken, kept, and arrives once it behaves.</summary>
public sealed class TheNextHopMisbehaves
{
    private const int Messages = 20;

    [Fact]
    public async Task Down_then_up() => await TakesKeepsAndDeliversAsync(
        async sink => await sink.CloseAsync(),
        sink =>
        {
            sink.Open();
            return Task.CompletedTask;
        },
        // Nobody need wait for the end of the back-off.
        async gatepost => Assert.Equal(0, (await gatepost.CommandAsync("queue", "flush")).ExitCode));

    [Fact]
    public async Task Closing_in_the_content() => await TakesKeepsAndDeliversAsync(
        sink => BehaveAsync(sink, new SinkBehaviour { CloseInContent = true }), sink => BehaveAsync(sink, new SinkBehaviour()));

    [Fact]
    public async Task Deferring_everything() => await TakesKeepsAndDeliversAsync(
        sink => BehaveAsync(sink, new SinkBehaviour { EndOfData = _ => "451 4.3.0 Not now" }), sink => BehaveAsync(sink, new SinkBehaviour()));

    [Fact]
    public async Task A_slow_next_hop_slows_nobody_else()
    {
        await using var slow = SmtpSink.Start(new SinkBehaviour { EndOfDataDelay = TimeSpan.FromSeconds(10), GreetingDelay = TimeSpan.FromSeconds(1) });
        await using var fast = SmtpSink.Start();
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.TwoNextHops(fast.Port, slow.Port) });

        await SendAsync(gatepost.Port, Messages, number => number % 2 == 0 ? "steady.example" : "flaky.example");

        await fast.WaitForAsync(Messages / 2, TimeSpan.FromSeconds(8));
        await slow.WaitForAsync(Messages / 2, TimeSpan.FromSeconds(90));
        var books = await Books.SettledAsync(gatepost, Messages);
        Assert.Equal(Messages, books.Delivered);
    }

    private static async Task TakesKeepsAndDeliversAsync(Func<SmtpSink, Task> misbehave, Func<SmtpSink, Task> behave, Func<GatepostProcess, Task>? then = null)
    {
        await using var sink = SmtpSink.Start();
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.DeliverAll(sink.Port) });
        await misbehave(sink);

        await SendAsync(gatepost.Port, Messages, _ => "example.org");
        await Wait.UntilAsync(
            async () => (await gatepost.CommandAsync("queue", "list", "--json")).Output.Contains("r0@example.org", StringComparison.Ordinal), TimeSpan.FromSeconds(20), () => "the queue shows what waits");
        Assert.Empty(sink.Messages);

        await behave(sink);
        if (then is not null)
            await then(gatepost);
        await sink.WaitForAsync(Messages, TimeSpan.FromSeconds(60));
        var books = await Books.SettledAsync(gatepost, Messages);
        Assert.Equal(Messages, books.Delivered);
        Assert.Equal(Messages, sink.Messages.Select(message => message.Recipients.Single()).Distinct().Count());
    }

    private static Task BehaveAsync(SmtpSink sink, SinkBehaviour behaviour)
    {
        sink.Behaviour = behaviour;
        return Task.CompletedTask;
    }

    private static async Task SendAsync(int port, int count, Func<int, string> domain)
    {
        await using var client = await TestSmtpClient.ConnectAsync(port);
        await client.CommandAsync("EHLO client.example");
        for (var number = 0; number < count; number++)
        {
            var to = $"r{number}@{domain(number)}";
            var answer = await client.SendAsync("a@sender.example", [to], MailText.ForTheWire(MailText.Simple("a@sender.example", to, "Wait", "Hello.")));
            Assert.True(answer.Code == 250, answer.ToString());
        }
    }
}
