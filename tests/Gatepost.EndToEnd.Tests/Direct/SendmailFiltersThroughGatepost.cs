using System.Text;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Direct;

/// <summary>A real Sendmail in two halves, with the very files of packaging/sendmail, and Gatepost between them.</summary>
public sealed class SendmailFiltersThroughGatepost
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Clean_mail_arrives_as_it_was_sent_and_a_virus_stays_in_the_quarantine_until_it_is_released()
    {
        await using var bench = await Bench.StartAsync();
        var sent = FilterStory.Message("Clean", "clean");
        Assert.Equal(250, (await FilterStory.SendAsync(bench.Sendmail.Port, sent, "user@example.org")).Code);

        var arrived = Assert.Single(await bench.Final.WaitForAsync(1, Patience));
        Assert.Equal(["user@example.org"], arrived.Recipients);
        FilterStory.AssertUnchanged(sent, arrived.Content);

        Assert.Equal(250, (await FilterStory.SendAsync(bench.Sendmail.Port, Encoding.ASCII.GetBytes(TestMail.WithEicar("A virus")), "user@example.org")).Code);
        Assert.Equal(new Books(2, 0, 0, 1, 0, 1, 0), await Books.SettledAsync(bench.Gatepost, 2));
        // No bounce, to nobody.
        await Wait.UntilAsync(() => Task.FromResult(bench.Sendmail.Queued == 0), Patience, () => "Sendmail has nothing left");
        Assert.Equal(1, bench.Final.Count);

        var listed = await bench.Gatepost.CommandAsync("quarantine", "list", "--json");
        var released = await bench.Gatepost.CommandAsync("quarantine", "release", Answers.Id(listed.Output));
        Assert.True(released.ExitCode == 0, released.Both);
        Assert.Equal("A virus", (await bench.Final.WaitForAsync(2, Patience))[1].Header("Subject"));
        Assert.Empty(bench.Trap.Messages);
    }

    [Fact]
    public async Task While_the_second_half_is_down_nothing_is_lost_and_afterwards_nothing_is_doubled()
    {
        const int Count = 5;
        await using var bench = await Bench.StartAsync();
        await bench.Sendmail.StopSecondAsync();
        for (var number = 0; number < Count; number++)
            Assert.Equal(250, (await FilterStory.SendAsync(bench.Sendmail.Port, FilterStory.Message($"Down {number}", $"down-{number}"), "user@example.org")).Code);
        Assert.Empty(bench.Final.Messages);

        await bench.Sendmail.StartSecondAsync();
        var arrived = await bench.Final.WaitForAsync(Count, Patience);
        await Wait.UntilAsync(() => Task.FromResult(bench.Sendmail.Queued == 0), Patience, () => "Sendmail has nothing left");
        Assert.Equal(Count, arrived.Select(message => message.MessageId).Distinct().Count());
        Assert.Equal(Count, bench.Final.Count);
        var books = await Books.SettledAsync(bench.Gatepost, Count);
        Assert.Equal((Count, Count), (books.Accepted, books.Delivered));
    }

    private sealed record Bench(SendmailServer Sendmail, GatepostProcess Gatepost, SmtpSink Final, SmtpSink Trap) : IAsyncDisposable
    {
        public static async Task<Bench> StartAsync()
        {
            var (filterPort, returnPort) = (Loopback.FreePort(), Loopback.FreePort());
            var (final, trap) = (SmtpSink.Start(), SmtpSink.Start());
            var sendmail = await SendmailServer.StartAsync(filterPort, returnPort, final.Port);
            return new Bench(sendmail, await FilterStory.StartAsync(filterPort, returnPort, "after", trap), final, trap);
        }

        public async ValueTask DisposeAsync()
        {
            await Gatepost.DisposeAsync();
            await Sendmail.DisposeAsync();
            await Final.DisposeAsync();
            await Trap.DisposeAsync();
        }
    }
}
