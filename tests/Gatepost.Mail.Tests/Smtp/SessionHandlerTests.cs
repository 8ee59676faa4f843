using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Server;
using Gatepost.Testing.Smtp;
using Microsoft.Extensions.Logging;

namespace Gatepost.Mail.Tests.Smtp;

public sealed class SessionHandlerTests
{
    private static readonly SmtpReply Unwanted = SmtpReply.Of(550, 7, 1, "Not you");

    [Fact]
    public async Task A_refused_connection_hears_why_and_is_closed()
    {
        var handler = new RecordingHandler { OnConnect = () => SmtpReply.Of(554, 7, 1, "Listed") };
        await using var harness = new SmtpServerHarness(handler: handler);
        Assert.Equal([$"554 5.7.1 Listed (session {SmtpServerHarness.SessionId})"], await harness.ReadToEndAsync());
        Assert.Equal("the connection was refused", handler.ClosedReason);
        Assert.Equal(554, Assert.Single(handler.Refusals).Reply.Code);
    }

    [Fact]
    public async Task A_refused_sender_is_told_to_the_log_with_its_address()
    {
        var handler = new RecordingHandler { OnMail = _ => Unwanted };
        await using var harness = new SmtpServerHarness(handler: handler);
        await harness.ReplyAsync();
        await harness.AskAsync("EHLO client.example");
        Assert.Equal($"550 5.7.1 Not you (session {SmtpServerHarness.SessionId})", await harness.AskAsync("MAIL FROM:<a@example.com>"));
        var refusal = Assert.Single(handler.Refusals);
        Assert.Equal("a@example.com", refusal.Mail?.Sender?.ToString());
        Assert.Equal("MAIL FROM:<a@example.com>", refusal.Command);
        Assert.Equal("503 5.5.1 RCPT belongs between MAIL and the content", await harness.AskAsync("RCPT TO:<b@example.org>"));
    }

    [Fact]
    public async Task A_refused_recipient_leaves_the_others()
    {
        var handler = new RecordingHandler { OnRecipient = one => one.Recipient.LocalPart == "b" ? Unwanted : null };
        await using var harness = new SmtpServerHarness(handler: handler);
        await harness.OpenTransactionAsync();
        Assert.Equal("250 2.1.5 Recipient ok", await harness.AskAsync("RCPT TO:<c@example.org> NOTIFY=DELAY ORCPT=rfc822;c@example.org"));
        await harness.AskAsync("DATA");
        await harness.AskAsync("text\r\n.");
        var recipient = Assert.Single(Assert.Single(handler.Messages).Transaction.Recipients);
        Assert.Equal("c@example.org", recipient.Recipient.ToString());
        Assert.Equal((DsnNotify.Delay, "rfc822;c@example.org"), (recipient.Notify, recipient.OriginalRecipient));
    }

    [Fact]
    public async Task The_envelope_carries_what_the_commands_said()
    {
        await using var harness = new SmtpServerHarness();
        await harness.ReplyAsync();
        await harness.AskAsync("EHLO client.example");
        await harness.AskAsync("MAIL FROM:<@relay.example:\"a b\"@Example.COM> SIZE=77 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=QQ+2B1");
        await harness.AskAsync("RCPT TO:<Postmaster>");
        await harness.AskAsync("DATA");
        await harness.SendAsync("X: \u00e4\0\r\n.\r\n");
        await harness.ReplyAsync();
        var message = Assert.Single(harness.Handler.Messages);
        Assert.Equal(new MailCommand(new("a b", "Example.COM"), 77, SmtpBody.EightBitMime, true, DsnReturn.Headers, "QQ+2B1"), message.Transaction.Mail);
        Assert.Equal("Postmaster", Assert.Single(message.Transaction.Recipients).Recipient.ToString());
        Assert.Equal(new ContentFacts(8, 6, HasEightBit: true, HasNul: true, Normalised: false), message.Facts);
    }

    [Fact]
    public async Task A_refused_message_ends_its_transaction_but_not_the_session()
    {
        var handler = new RecordingHandler { OnContent = _ => new(SmtpReply.Of(550, 7, 1, "A virus")) };
        await using var harness = new SmtpServerHarness(handler: handler);
        await harness.OpenTransactionAsync();
        await harness.AskAsync("DATA");
        Assert.Equal($"550 5.7.1 A virus (session {SmtpServerHarness.SessionId})", await harness.AskAsync("text\r\n."));
        Assert.Equal("a@example.com", Assert.Single(handler.Refusals).Mail?.Sender?.ToString());
        Assert.Equal("503 5.5.1 DATA belongs after RCPT, and not beside BDAT", await harness.AskAsync("DATA"));
        Assert.Equal("250 2.1.0 Sender ok", await harness.AskAsync("MAIL FROM:<a@example.com>"));
        Assert.Equal(0, harness.Session.Messages);
    }

    [Fact]
    public async Task Content_that_is_not_wanted_is_refused_before_it_is_sent()
    {
        var handler = new RecordingHandler { OnBegin = _ => ContentStart.Refuse(SmtpReply.Of(452, 3, 1, "No room")) };
        await using var harness = new SmtpServerHarness(handler: handler);
        await harness.OpenTransactionAsync();
        Assert.StartsWith("452 4.3.1 No room", await harness.AskAsync("DATA"), StringComparison.Ordinal);
        Assert.Equal("250 2.1.0 Sender ok", await harness.AskAsync("MAIL FROM:<a@example.com>"));
    }

    [Fact]
    public async Task A_chunk_that_is_not_wanted_is_swallowed()
    {
        var handler = new RecordingHandler { OnBegin = _ => ContentStart.Refuse(SmtpReply.Of(452, 3, 1, "No room")) };
        await using var harness = new SmtpServerHarness(handler: handler);
        await harness.OpenTransactionAsync();
        Assert.StartsWith("452 4.3.1 No room", await harness.AskAsync("BDAT 6 LAST\r\nQUIT"), StringComparison.Ordinal);
        Assert.Equal("250 2.0.0 Ok", await harness.AskAsync("NOOP"));
    }

    [Fact]
    public async Task A_handlers_421_closes_the_connection()
    {
        var handler = new RecordingHandler { OnRecipient = _ => SmtpReply.Of(421, 7, 0, "Enough") };
        await using var harness = new SmtpServerHarness(handler: handler);
        await harness.OpenTransactionAsync();
        Assert.Empty(await harness.ReadToEndAsync());
        Assert.Equal("the gateway refused the client", handler.ClosedReason);
    }

    [Theory]
    [InlineData("connect", "421 4.3.0")]
    [InlineData("hello", "451 4.3.0")]
    [InlineData("mail", "451 4.3.0")]
    [InlineData("recipient", "451 4.3.0")]
    [InlineData("begin", "451 4.3.0")]
    [InlineData("content", "451 4.3.0")]
    public async Task A_handler_that_throws_makes_the_client_try_again(string where, string expected)
    {
        var logger = new RecordingLogger();
        var handler = new RecordingHandler
        {
            OnConnect = () => Fail<SmtpReply?>(where == "connect"),
            OnHello = _ => Fail<SmtpReply?>(where == "hello"),
            OnMail = _ => Fail<SmtpReply?>(where == "mail"),
            OnRecipient = _ => Fail<SmtpReply?>(where == "recipient"),
            OnContent = _ => Fail(where == "content", new ValueTask<SmtpReply>(SmtpReply.Of(250, 0, 0, "Ok"))),
        };
        if (where == "begin")
            handler.OnBegin = _ => Fail<ContentStart>(true);
        await using var harness = new SmtpServerHarness(handler: handler, logger: logger, connection: new InMemoryConnection(0));
        await harness.SendAsync("EHLO c.example\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n");
        if (where == "content")
            await harness.SendAsync("QUIT\r\n.\r\n");
        await harness.LineAsync("QUIT");
        var replies = await harness.ReadToEndAsync();
        Assert.Single(replies, reply => reply.StartsWith(expected, StringComparison.Ordinal));
        Assert.Single(logger.Entries, entry => entry.Level == LogLevel.Error && entry.Exception is InvalidDataException);
    }

    [Fact]
    public async Task A_full_disk_lets_the_content_pass_by_and_answers_452()
    {
        var writer = new RecordingWriter { OnWrite = number => number > 1 ? throw new IOException("disk full") : default };
        var handler = new RecordingHandler { OnBegin = _ => ContentStart.To(writer) };
        await using var harness = new SmtpServerHarness(handler: handler);
        await harness.OpenTransactionAsync();
        await harness.AskAsync("DATA");
        await harness.LineAsync("one");
        await harness.LineAsync("two");
        await harness.LineAsync("QUIT");
        Assert.StartsWith("452 4.3.1 There is no room for the message at the moment", await harness.AskAsync("."), StringComparison.Ordinal);
        Assert.True(writer.IsDisposed);
        Assert.Equal(2, writer.Writes);
        Assert.Equal("250 2.0.0 Ok", await harness.AskAsync("NOOP"));
    }

    [Fact]
    public async Task A_writer_that_fails_otherwise_answers_451()
    {
        var writer = new RecordingWriter { OnWrite = _ => throw new InvalidDataException() };
        var handler = new RecordingHandler { OnBegin = _ => ContentStart.To(writer) };
        await using var harness = new SmtpServerHarness(handler: handler);
        await harness.OpenTransactionAsync();
        Assert.StartsWith("451 4.3.0", await harness.AskAsync("BDAT 6 LAST\r\nQUIT"), StringComparison.Ordinal);
        Assert.True(writer.IsDisposed);
        Assert.Equal("250 2.0.0 Ok", await harness.AskAsync("NOOP"));
    }

    [Fact]
    public async Task A_writer_that_is_busy_stops_the_client()
    {
        var gate = new TaskCompletionSource();
        var writer = new RecordingWriter { OnWrite = _ => new(gate.Task) };
        var handler = new RecordingHandler { OnBegin = _ => ContentStart.To(writer) };
        await using var harness = new SmtpServerHarness(handler: handler, connection: new InMemoryConnection(8_192));
        await harness.OpenTransactionAsync();
        await harness.AskAsync("DATA");
        var sending = harness.SendAsync(new string('a', 32_768) + "\r\n.\r\n");
        Assert.False(sending.IsCompleted);
        gate.SetResult();
        await sending;
        Assert.Equal("250 2.0.0 Accepted 32770 octets", await harness.ReplyAsync());
    }

    [Fact]
    public async Task An_accepted_message_forgives_earlier_errors()
    {
        await using var harness = new SmtpServerHarness(new() { HostName = "mx.example.org", Limits = new() { Errors = 3 } });
        await harness.OpenTransactionAsync();
        await harness.AskAsync("FOO");
        await harness.AskAsync("FOO");
        await harness.AskAsync("DATA");
        await harness.AskAsync("text\r\n.");
        await harness.AskAsync("FOO");
        Assert.StartsWith("500", await harness.AskAsync("FOO"), StringComparison.Ordinal);
        Assert.StartsWith("500", await harness.AskAsync("FOO"), StringComparison.Ordinal);
        Assert.StartsWith("421 4.7.0 Too many errors", await harness.ReplyAsync(), StringComparison.Ordinal);
        Assert.Equal(6, harness.Session.Errors);
    }

    private static T Fail<T>(bool now, T otherwise = default!) => now ? throw new InvalidDataException("of the test") : otherwise;
}
