using Gatepost.Testing.Smtp;

namespace Gatepost.Mail.Tests.Smtp;

public sealed class DrainTests
{
    private const string Goodbye = $"421 4.3.2 mx.example.org is shutting down; try again later (session {SmtpServerHarness.SessionId})";

    [Fact]
    public async Task An_idle_session_is_told_at_once()
    {
        await using var harness = new SmtpServerHarness();
        await harness.ReplyAsync();
        await harness.AskAsync("EHLO client.example");
        harness.Drain();
        Assert.Equal([Goodbye], await harness.ReadToEndAsync());
        Assert.Equal("the gateway is stopping", harness.Handler.ClosedReason);
    }

    [Fact]
    public async Task A_transaction_is_finished_first()
    {
        await using var harness = new SmtpServerHarness();
        await harness.OpenTransactionAsync();
        harness.Drain();
        Assert.Equal("250 2.1.5 Recipient ok", await harness.AskAsync("RCPT TO:<c@example.org>"));
        Assert.StartsWith("354", await harness.AskAsync("DATA"), StringComparison.Ordinal);
        await harness.SendAsync("text\r\n.\r\nMAIL FROM:<next@example.com>\r\n");
        Assert.Equal(["250 2.0.0 Accepted 6 octets", Goodbye], await harness.ReadToEndAsync());
        Assert.Single(harness.Handler.Messages);
    }

    [Fact]
    public async Task Content_on_its_way_is_taken()
    {
        await using var harness = new SmtpServerHarness();
        await harness.OpenTransactionAsync();
        await harness.AskAsync("DATA");
        await harness.LineAsync("first half");
        harness.Drain();
        await harness.SendAsync("second half\r\n.\r\n");
        Assert.Equal(["250 2.0.0 Accepted 25 octets", Goodbye], await harness.ReadToEndAsync());
    }

    [Fact]
    public async Task A_transaction_that_is_given_up_ends_there()
    {
        await using var harness = new SmtpServerHarness();
        await harness.OpenTransactionAsync();
        harness.Drain();
        await harness.LineAsync("RSET");
        Assert.Equal(["250 2.0.0 Ok", Goodbye], await harness.ReadToEndAsync());
    }

    [Fact]
    public async Task A_client_that_waits_for_its_greeting_is_told_instead()
    {
        await using var harness = new SmtpServerHarness(new()
        {
            HostName = "mx.example.org",
            Limits = new() { GreetingDelay = TimeSpan.FromSeconds(6) },
        });
        harness.Drain();
        Assert.Equal([Goodbye], await harness.ReadToEndAsync());
    }

    [Fact]
    public async Task Abort_closes_without_a_word_and_discards_the_content()
    {
        await using var harness = new SmtpServerHarness();
        await harness.OpenTransactionAsync();
        await harness.AskAsync("DATA");
        await harness.LineAsync("half a message");
        harness.Abort();
        Assert.Empty(await harness.ReadToEndAsync());
        Assert.Equal("the gateway cut the connection", harness.Handler.ClosedReason);
        Assert.True(Assert.Single(harness.Handler.Writers).IsDisposed);
    }
}
