using Gatepost.Mail.Smtp.Server;
using Gatepost.Testing.Smtp;

namespace Gatepost.Mail.Tests.Smtp;

public sealed class SessionTimeTests
{
    private static SmtpServerOptions WithLimits(SmtpServerLimits limits) => new() { HostName = "mx.example.org", Limits = limits };

    [Fact]
    public async Task Silence_between_commands_ends_the_session()
    {
        await using var harness = new SmtpServerHarness();
        await harness.ReplyAsync();
        harness.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal($"421 4.4.2 Nothing heard for 5 minutes; closing (session {SmtpServerHarness.SessionId})", Assert.Single(await harness.ReadToEndAsync()));
        Assert.Equal("the client fell silent", harness.Handler.ClosedReason);
        Assert.Equal(421, Assert.Single(harness.Handler.Refusals).Reply.Code);
    }

    [Fact]
    public async Task A_slow_client_that_speaks_in_time_is_served()
    {
        await using var harness = new SmtpServerHarness();
        await harness.ReplyAsync();
        for (var i = 0; i < 4; i++)
        {
            harness.Time.Advance(TimeSpan.FromMinutes(4.9));
            Assert.Equal("250 2.0.0 Ok", await harness.AskAsync("NOOP"));
        }
    }

    [Fact]
    public async Task Silence_inside_the_content_ends_the_session_and_discards_the_content()
    {
        await using var harness = new SmtpServerHarness();
        await harness.OpenTransactionAsync();
        await harness.AskAsync("DATA");
        await harness.LineAsync("half a message");
        harness.Time.Advance(TimeSpan.FromMinutes(3));
        Assert.StartsWith("421 4.4.2 Nothing more of the message came in time", Assert.Single(await harness.ReadToEndAsync()), StringComparison.Ordinal);
        Assert.True(Assert.Single(harness.Handler.Writers).IsDisposed);
        Assert.Empty(harness.Handler.Messages);
    }

    [Fact]
    public async Task Silence_inside_a_chunk_ends_the_session()
    {
        await using var harness = new SmtpServerHarness();
        await harness.OpenTransactionAsync();
        await harness.SendAsync("BDAT 100 LAST\r\nonly this");
        harness.Time.Advance(TimeSpan.FromMinutes(3));
        Assert.StartsWith("421 4.4.2", Assert.Single(await harness.ReadToEndAsync()), StringComparison.Ordinal);
        Assert.True(Assert.Single(harness.Handler.Writers).IsDisposed);
    }

    [Fact]
    public async Task However_busy_a_session_ends_with_its_time()
    {
        await using var harness = new SmtpServerHarness(WithLimits(new() { SessionTime = TimeSpan.FromMinutes(10) }));
        await harness.ReplyAsync();
        await harness.AskAsync("NOOP");
        harness.Time.Advance(TimeSpan.FromMinutes(4));
        await harness.AskAsync("NOOP");
        harness.Time.Advance(TimeSpan.FromMinutes(4));
        await harness.AskAsync("NOOP");
        harness.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.StartsWith("421 4.4.2 The session has lasted too long", Assert.Single(await harness.ReadToEndAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_never_pauses_meets_the_session_time_too()
    {
        await using var harness = new SmtpServerHarness(WithLimits(new() { SessionTime = TimeSpan.FromMinutes(10) }));
        await harness.OpenTransactionAsync();
        await harness.AskAsync("DATA");
        await harness.LineAsync("text");
        harness.Time.Advance(TimeSpan.FromMinutes(2.9));
        await harness.LineAsync("text");
        harness.Time.Advance(TimeSpan.FromMinutes(2.9));
        await harness.LineAsync("text");
        harness.Time.Advance(TimeSpan.FromMinutes(2.9));
        await harness.LineAsync("text");
        harness.Time.Advance(TimeSpan.FromMinutes(2.9));
        Assert.StartsWith("421 4.4.2 The session has lasted too long", Assert.Single(await harness.ReadToEndAsync()), StringComparison.Ordinal);
        Assert.True(Assert.Single(harness.Handler.Writers).IsDisposed);
    }

    [Fact]
    public async Task Who_talks_before_the_greeting_is_refused()
    {
        await using var harness = new SmtpServerHarness(WithLimits(new() { GreetingDelay = TimeSpan.FromSeconds(6) }));
        await harness.LineAsync("EHLO bot.example");
        Assert.StartsWith("554 5.5.0 You talked before the greeting; closing", Assert.Single(await harness.ReadToEndAsync()), StringComparison.Ordinal);
        Assert.Equal("the client talked before the greeting", harness.Handler.ClosedReason);
    }

    [Fact]
    public async Task Who_waits_for_the_greeting_is_greeted()
    {
        await using var harness = new SmtpServerHarness(WithLimits(new() { GreetingDelay = TimeSpan.FromSeconds(6) }));
        harness.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("220 mx.example.org ESMTP Gatepost", await harness.ReplyAsync());
        Assert.StartsWith("250-", await harness.AskAsync("EHLO client.example"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_leaves_before_the_greeting_is_only_gone()
    {
        await using var harness = new SmtpServerHarness(WithLimits(new() { GreetingDelay = TimeSpan.FromSeconds(6) }));
        await harness.CloseAsync();
        Assert.Empty(await harness.ReadToEndAsync());
        Assert.Equal("the client went away without QUIT", harness.Handler.ClosedReason);
    }

    [Fact]
    public async Task A_client_that_does_not_read_loses_its_connection()
    {
        await using var harness = new SmtpServerHarness(connection: new InMemoryConnection(0, pauseReplyThreshold: 64));
        await harness.LineAsync("EHLO client.example");
        Assert.False(harness.Running.IsCompleted);
        harness.Time.Advance(TimeSpan.FromMinutes(5));
        await harness.Running.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.StartsWith("the connection broke: The client does not read", harness.Handler.ClosedReason, StringComparison.Ordinal);
    }
}
