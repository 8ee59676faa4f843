using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Direct;

/// <summary>A real Postfix with the very files of packaging/postfix, Gatepost behind its queue (content_filter) or before it (smtpd_proxy_filter).</summary>
public sealed class PostfixFiltersThroughGatepost
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Clean_mail_arrives_as_it_was_sent_and_its_story_is_told(bool isBefore)
    {
        await using var bench = await Bench.StartAsync(isBefore);
        var sent = FilterStory.Message("Clean", "clean");

        var answer = await SendAsSpikeAsync(bench.Postfix.Port, sent);

        Assert.Equal(250, answer.Code);
        FilterStory.AssertUnchanged(sent, Assert.Single(await bench.Postfix.Inbox.WaitForAsync(1, Patience)));
        // Postfix's own log names our id: before its queue the client even reads it.
        if (isBefore)
            Assert.Contains("queued as", answer.Text, StringComparison.Ordinal);
        var log = await LogWithAsync(bench.Postfix, isBefore ? "proxy-accept" : "(id ");
        var id = Answers.Id(isBefore ? answer.Text : log.Split('\n').First(line => line.Contains("(id ", StringComparison.Ordinal)));
        var story = await FilterStory.ExplainAsync(bench.Gatepost, id);
        Assert.Contains("passed straight on to the next hop", story, StringComparison.Ordinal);
        // The true client is known to us, and to Postfix's door for inspected mail.
        Assert.Contains("192.0.2.77 (spike)", story, StringComparison.Ordinal);
        Assert.Equal(2, log.Split('\n').Count(line => line.Contains("client=spike.example[192.0.2.77]", StringComparison.Ordinal)));
        Assert.Contains($"attempt 1 at 127.0.0.1[127.0.0.1]:{bench.Filtered.ReturnPort}: delivered", story, StringComparison.Ordinal);
        Assert.Equal(new Books(1, 0, 0, 1, 0, 0, 0), await Books.SettledAsync(bench.Gatepost, 1));
        Assert.Empty(Directory.GetFiles(Path.Combine(bench.Gatepost.DataFolder, "spool/queue")));
        Assert.Empty(bench.Trap.Messages);
    }

    [Fact]
    public async Task Before_the_queue_a_virus_is_refused_in_the_senders_own_session()
    {
        await using var bench = await Bench.StartAsync(isBefore: true);
        var answer = await FilterStory.SendAsync(bench.Postfix.Port, System.Text.Encoding.ASCII.GetBytes(TestMail.WithEicar("A virus")), "user@example.org");
        Assert.Equal(550, answer.Code);
        Assert.Contains("It carries a virus (id ", answer.Text, StringComparison.Ordinal);
        Assert.Equal(250, (await FilterStory.SendAsync(bench.Postfix.Port, FilterStory.Message("After it", "after"), "user@example.org")).Code);
        Assert.Equal("After it", MailText.Header(MailText.ToCrLf(Assert.Single(await bench.Postfix.Inbox.WaitForAsync(1, Patience))), "Subject"));
    }

    [Fact]
    public async Task After_the_queue_a_virus_is_quarantined_nobody_gets_a_bounce_and_a_release_goes_back_to_Postfix()
    {
        await using var bench = await Bench.StartAsync(isBefore: false);
        Assert.Equal(250, (await FilterStory.SendAsync(bench.Postfix.Port, System.Text.Encoding.ASCII.GetBytes(TestMail.WithEicar("A virus")), "user@example.org")).Code);

        Assert.Equal(new Books(1, 0, 0, 0, 0, 1, 0), await Books.SettledAsync(bench.Gatepost, 1));
        Assert.Empty(bench.Postfix.Inbox.Files);
        Assert.DoesNotContain("status=bounced", await bench.Postfix.ReadLogAsync(), StringComparison.Ordinal);

        var listed = await bench.Gatepost.CommandAsync("quarantine", "list", "--json");
        var released = await bench.Gatepost.CommandAsync("quarantine", "release", Answers.Id(listed.Output));
        Assert.True(released.ExitCode == 0, released.Both);
        Assert.Equal("A virus", MailText.Header(MailText.ToCrLf(Assert.Single(await bench.Postfix.Inbox.WaitForAsync(1, Patience))), "Subject"));
        Assert.Empty(bench.Trap.Messages);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Recipients_whose_copies_differ_all_get_theirs(bool isBefore)
    {
        await using var bench = await Bench.StartAsync(isBefore);
        Assert.Equal(250, (await FilterStory.SendAsync(bench.Postfix.Port, FilterStory.Message("Two", "two"), "tagged@example.org", "user@example.org")).Code);
        var subjects = (await bench.Postfix.Inbox.WaitForAsync(2, Patience)).Select(message => MailText.Header(MailText.ToCrLf(message), "Subject"));
        Assert.Equal(["Two", "[tagged] Two"], subjects.Order(StringComparer.Ordinal));
        await Books.SettledAsync(bench.Gatepost, 2);
        Assert.Empty(bench.Trap.Messages);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task While_the_way_back_is_closed_nothing_is_lost_and_afterwards_nothing_is_doubled(bool isBefore)
    {
        const int Count = 8;
        await using var bench = await Bench.StartAsync(isBefore);
        await bench.Postfix.SetReturnAsync(bench.Filtered, isOpen: false);
        var refused = new List<int>();
        for (var number = 0; number < Count; number++)
        {
            if ((await FilterStory.SendAsync(bench.Postfix.Port, FilterStory.Message($"Down {number}", $"down-{number}"), "user@example.org")).Code != 250)
                refused.Add(number);
        }
        // Behind its queue Postfix keeps them; before it the sender is told to come again.
        Assert.Equal(isBefore ? Count : 0, refused.Count);
        Assert.Empty(bench.Postfix.Inbox.Files);

        await bench.Postfix.SetReturnAsync(bench.Filtered, isOpen: true);
        foreach (var number in refused)
            Assert.Equal(250, (await FilterStory.SendAsync(bench.Postfix.Port, FilterStory.Message($"Down {number}", $"down-{number}"), "user@example.org")).Code);
        // What was being tried in the instant of the reload Postfix looks at minutes later ("skipped, still being delivered"), but for a flush, which asks for no time.
        var log = "";
        await Wait.UntilAsync(
            async () =>
            {
                await bench.Postfix.FlushAsync();
                await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
                log = await bench.Postfix.ReadLogAsync();
                return bench.Postfix.Inbox.Files.Count >= Count;
            },
            Patience, () => $"all {Count} are in the inbox; Postfix's log:\n{log}");
        // Not that its queue is empty: what was being tried in the instant of the reload Postfix skips for minutes, though it is done ("still being delivered").
        await Wait.UntilAsync(
            async () => isBefore ? bench.Postfix.Queued == 0 : Taken(log = await bench.Postfix.ReadLogAsync(), bench.Filtered.FilterPort) >= Count, Patience,
            () => $"the filter has taken all; Postfix's log:\n{log}");
        Assert.Equal(Count, bench.Postfix.Inbox.Files.Select(file => MailText.Header(MailText.ToCrLf(File.ReadAllBytes(file)), "Message-ID")).Distinct().Count());
        Assert.Equal(Count, bench.Postfix.Inbox.Files.Count);
        var books = await Books.SettledAsync(bench.Gatepost, Count);
        Assert.Equal((Count, Count), (books.Accepted, books.Delivered));
    }

    [Fact]
    public async Task A_filter_that_is_killed_and_comes_back_loses_nothing()
    {
        const int Count = 10;
        await using var bench = await Bench.StartAsync(isBefore: false);
        for (var number = 0; number < Count; number++)
        {
            Assert.Equal(250, (await FilterStory.SendAsync(bench.Postfix.Port, FilterStory.Message($"Killed {number}", $"killed-{number}"), "user@example.org")).Code);
            if (number == Count / 2)
                await bench.Gatepost.KillAsync();
        }
        await bench.Gatepost.StartAsync();
        await Wait.UntilAsync(
            () => bench.Postfix.Inbox.Files.Select(file => MailText.Header(MailText.ToCrLf(File.ReadAllBytes(file)), "Message-ID")).Distinct().Count() == Count,
            Patience, "every message arrives");
    }

    private static int Taken(string log, int filterPort) => log.Split('\n').Count(
        line => line.Contains($"]:{filterPort},", StringComparison.Ordinal) && line.Contains("status=sent", StringComparison.Ordinal));

    /// <summary>Postfix writes its log a moment after what it tells of.</summary>
    private static async Task<string> LogWithAsync(PostfixServer postfix, string text)
    {
        var log = "";
        await Wait.UntilAsync(
            async () => (log = await postfix.ReadLogAsync()).Contains(text, StringComparison.Ordinal), Patience, () => $"Postfix logs \"{text}\":\n{log}");
        return log;
    }

    private static async Task<SmtpAnswer> SendAsSpikeAsync(int port, byte[] message)
    {
        await using var client = await TestSmtpClient.ConnectAsync(port);
        await client.CommandAsync("EHLO client.example");
        Assert.Equal(220, (await client.CommandAsync("XCLIENT NAME=spike.example ADDR=192.0.2.77")).Code);
        await client.CommandAsync("EHLO spike");
        return await client.SendAsync("a@sender.example", ["user@example.org"], MailText.ForTheWire(message));
    }

    private sealed record Bench(PostfixServer Postfix, GatepostProcess Gatepost, FilteredPostfix Filtered, SmtpSink Trap) : IAsyncDisposable
    {
        public static async Task<Bench> StartAsync(bool isBefore)
        {
            var filtered = new FilteredPostfix(isBefore, Loopback.FreePort(), Loopback.FreePort());
            var postfix = await PostfixServer.StartFilteredAsync(filtered);
            var trap = SmtpSink.Start();
            return new Bench(postfix, await FilterStory.StartAsync(filtered.FilterPort, filtered.ReturnPort, isBefore ? "before" : "after", trap), filtered, trap);
        }

        public async ValueTask DisposeAsync()
        {
            await Gatepost.DisposeAsync();
            await Postfix.DisposeAsync();
            await Trap.DisposeAsync();
        }
    }
}
