using System.Net;
using System.Net.Sockets;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Client;
using Gatepost.Testing.NextHops;
using Microsoft.Extensions.Time.Testing;

namespace Gatepost.Mail.Tests.Smtp.Client;

public sealed class HostileNextHopTests
{
    private const string Ready = "S: 220 hop\nC: EHLO gw.test\nS: 250 hop\n";
    private const string Mail = Ready + "C: MAIL FROM:<alice@example.org>\n";
    private const string Recipient = Mail + "S: 250 ok\nC: RCPT TO:<bob@example.net>\n";
    private const string Data = Recipient + "S: 250 ok\nC: DATA\n";
    private const string Content = Data + "S: 354 go\n";

    [Theory]
    [InlineData("close")]
    [InlineData("S: 554 go away\ngone")]
    [InlineData("S: 421 busy\ngone")]
    [InlineData("S: 250 odd greeting\ngone")]
    [InlineData("S: SSH-2.0-OpenSSH_9.2\ngone")]
    [InlineData("raw \\0\\xff\\r\\n\ngone")]
    [InlineData("raw 220\nclose")]
    [InlineData("S: 99 low\ngone")]
    [InlineData("S: 600 high\ngone")]
    [InlineData("S: 220-a\nS: 421 b\ngone")]
    [InlineData("flood 220-and so on")]
    [InlineData("S: 220 hop\nC: EHLO gw.test\nclose")]
    [InlineData("S: 220 hop\nC: EHLO gw.test\nS: 421 busy\ngone")]
    [InlineData("S: 220 hop\nC: EHLO gw.test\nS: 354 odd\ngone")]
    [InlineData("S: 220 hop\nC: EHLO gw.test\nS: 502 no\nC: HELO gw.test\nS: 550 no\ngone")]
    [InlineData("S: 220 hop\nC: EHLO gw.test\nS: 502 no\nC: HELO gw.test\nreset")]
    public async Task Trouble_at_the_opening_defers_and_never_fails_the_mail(string dialogue)
    {
        var result = await new ClientCase { Limits = Fast }.RunAsync(dialogue);
        Assert.Equal(SmtpOutcomeKind.Deferred, result.Failure?.Kind);
        Assert.Equal(4, result.Failure!.Status.Class);
    }

    [Theory]
    [InlineData(Mail + "close")]
    [InlineData(Mail + "reset")]
    [InlineData(Mail + "S: 421 4.3.2 closing\ngone")]
    [InlineData(Mail + "S: 354 odd\ngone")]
    [InlineData(Mail + "S: nonsense\ngone")]
    [InlineData(Recipient + "close")]
    [InlineData(Recipient + "S: 421 closing\ngone")]
    [InlineData(Recipient + "S: 354 odd\ngone")]
    [InlineData(Data + "close")]
    [InlineData(Data + "S: 250 odd\ngone")]
    [InlineData(Data + "S: 421 closing\ngone")]
    public async Task A_session_that_ends_before_the_content_defers_and_leaves_other_hosts_to_try(string dialogue)
    {
        var result = await new ClientCase { Limits = Fast }.RunAsync(dialogue);
        Assert.Equal(SmtpOutcomeKind.Deferred, result.Only.Kind);
        Assert.True(result.EndedEarly);
        Assert.False(result.IsUsable);
    }

    [Theory]
    [InlineData(Content + "content\nclose")]
    [InlineData(Content + "content\nreset")]
    [InlineData(Content + "content\nS: 354 odd\ngone")]
    [InlineData(Content + "content\nS: nonsense\ngone")]
    public async Task What_is_unclear_after_the_final_dot_is_deferred_and_may_arrive_twice(string dialogue)
    {
        var result = await new ClientCase { Limits = Fast }.RunAsync(dialogue);
        Assert.Equal(SmtpOutcomeKind.Deferred, result.Only.Kind);
        Assert.False(result.EndedEarly);
        Assert.False(result.IsUsable);
    }

    [Fact]
    public async Task A_close_in_the_middle_of_the_content_is_deferred()
    {
        var result = await new ClientCase { Content = string.Concat(Enumerable.Repeat("a line of content\r\n", 1_000_000)) }.RunAsync(Content + "read 100000\nreset");
        Assert.Equal((SmtpOutcomeKind.Deferred, new EnhancedStatus(4, 4, 2)), (result.Only.Kind, result.Only.Status));
    }

    [Fact]
    public async Task A_positive_answer_before_the_final_dot_delivers_nothing()
    {
        var result = await new ClientCase { Limits = Fast }.RunAsync(Data + "raw 354 go\\r\\n250 already\\r\\n\nsilence");
        Assert.Equal(SmtpOutcomeKind.Deferred, result.Only.Kind);
        Assert.Contains("spoke before it was asked", result.Only.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_that_come_before_their_questions_are_not_believed()
    {
        var result = await new ClientCase { Limits = Fast }.RunAsync("raw 220 hop\\r\\n250 hop\\r\\n250 ok\\r\\n250 ok\\r\\n354 go\\r\\n250 done\\r\\n\nsilence");
        Assert.Equal(SmtpOutcomeKind.Deferred, result.Failure?.Kind);
    }

    [Fact]
    public async Task A_host_that_says_it_never_takes_mail_has_failed()
    {
        var result = await new ClientCase().RunAsync("S: 521 5.3.2 hop.test takes no mail\ngone");
        Assert.Equal(SmtpOutcomeKind.Failed, result.Failure?.Kind);
    }

    [Fact]
    public async Task A_line_that_never_ends_is_cut_off()
    {
        var result = await new ClientCase().RunAsync("raw 220 " + new string('x', 3_000) + "\ngone");
        Assert.Contains("without end", result.Only.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_longest_allowed_line_is_read()
    {
        var result = await new ClientCase { Limits = Fast }.RunAsync(Mail + "S: 450 " + new string('x', 2_042) + "\nC: QUIT");
        Assert.StartsWith("450 xxx", result.Only.Words, StringComparison.Ordinal);
        Assert.True(result.IsUsable);
    }

    [Fact]
    public async Task Control_characters_of_a_reply_reach_no_log()
    {
        var result = await new ClientCase { Limits = Fast }.RunAsync(Mail + "S: 550 a\u001b[2J\u0007b\u0085c\nC: QUIT");
        Assert.Equal("550 a [2J b c", result.Only.Words);
    }

    [Fact]
    public async Task Nobody_listening_is_said_in_plain_words()
    {
        var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var endPoint = (IPEndPoint)free.LocalEndpoint;
        free.Stop();
        var connector = new SmtpConnector(new SmtpClientOptions { HostName = "gw.test" }, TimeProvider.System);
        var (_, failure) = await connector.ConnectAsync(new SmtpNextHop("hop.test", endPoint), SmtpClientTls.Off, default);
        Assert.Equal((SmtpOutcomeKind.Deferred, "connecting: connection refused"), (failure!.Kind, failure.Words));
    }

    [Theory]
    [InlineData("silence", 300)]
    [InlineData("raw 2\nsilence", 300)]
    [InlineData(Mail + "silence", 300)]
    [InlineData(Recipient + "silence", 300)]
    [InlineData(Data + "silence", 120)]
    [InlineData(Content + "content\nsilence", 600)]
    public async Task Silence_ends_after_the_time_of_its_phase_and_not_before(string dialogue, int seconds)
    {
        var time = new FakeTimeProvider();
        await using var hop = new ScriptedNextHop(dialogue);
        var sending = new ClientCase { Time = time }.SendAsync(hop);
        var start = time.GetUtcNow();
        while (!sending.IsCompleted)
        {
            // Sockets take real time of their own; the fake clock only moves while nothing else does.
            await Task.WhenAny(sending, Task.Delay(20));
            if (!sending.IsCompleted)
                time.Advance(TimeSpan.FromSeconds(20));
        }
        var result = await sending;
        Assert.Equal(SmtpOutcomeKind.Deferred, result.Only.Kind);
        Assert.InRange((time.GetUtcNow() - start).TotalSeconds, seconds, seconds + 200);
        Assert.Contains(FormattableString.Invariant($"no answer within {seconds} s"), result.Only.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_is_the_callers_and_is_thrown()
    {
        using var stop = new CancellationTokenSource();
        await using var hop = new ScriptedNextHop("silence");
        var connector = new SmtpConnector(new SmtpClientOptions { HostName = "gw.test" }, TimeProvider.System);
        var connecting = connector.ConnectAsync(new SmtpNextHop("hop.test", hop.EndPoint), SmtpClientTls.Off, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
    }

    /// <summary>Goodbyes that nobody answers should not slow the tests down.</summary>
    private static SmtpClientLimits Fast { get; } = new() { Quit = TimeSpan.FromMilliseconds(200) };
}
