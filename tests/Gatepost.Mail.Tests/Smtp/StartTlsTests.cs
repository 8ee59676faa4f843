using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using Gatepost.Mail.Smtp.Server;
using Gatepost.Mail.Smtp.Server.Transport;
using Gatepost.Testing.Smtp;

namespace Gatepost.Mail.Tests.Smtp;

public sealed class StartTlsTests
{
    private static readonly SmtpServerOptions Options = new() { HostName = "mx.example.org", Tls = TestCertificate.Options };

    [Fact]
    public async Task After_the_handshake_the_session_knows_nothing_and_mail_flows()
    {
        await using var harness = new SmtpServerHarness(Options with { RequireTls = true });
        await using var tls = await UpgradeAsync(harness, SslProtocols.Tls13);
        Assert.Null(harness.Session.Helo);
        Assert.Equal("TLSv1.3", harness.Session.Tls?.Protocol);
        Assert.StartsWith("TLS_", harness.Session.Tls?.CipherSuite, StringComparison.Ordinal);
        Assert.Equal("503 5.5.1 Send EHLO or HELO first", await harness.AskAsync("MAIL FROM:<a@example.com>"));
        Assert.DoesNotContain("STARTTLS", await harness.AskAsync("EHLO client.example"), StringComparison.Ordinal);
        Assert.Equal("503 5.5.1 TLS is in force already", await harness.AskAsync("STARTTLS"));
        await harness.AskAsync("MAIL FROM:<a@example.com>");
        await harness.AskAsync("RCPT TO:<b@example.org>");
        await harness.AskAsync("DATA");
        Assert.Equal("250 2.0.0 Accepted 6 octets", await harness.AskAsync("text\r\n."));
        Assert.Equal("221 2.0.0 mx.example.org closes the connection", await harness.AskAsync("QUIT"));
        Assert.Empty(await harness.ReadToEndAsync());
    }

    [Fact]
    public async Task TLS_1_2_is_taken()
    {
        await using var harness = new SmtpServerHarness(Options);
        await using var tls = await UpgradeAsync(harness, SslProtocols.Tls12);
        Assert.Equal("TLSv1.2", harness.Session.Tls?.Protocol);
    }

    [Fact]
    public async Task A_transaction_of_before_is_not_known_afterwards()
    {
        await using var harness = new SmtpServerHarness(Options);
        await using var tls = await UpgradeAsync(harness, SslProtocols.None, "MAIL FROM:<a@example.com>", "RSET");
        Assert.StartsWith("503", await harness.AskAsync("RCPT TO:<b@example.org>"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pipelined_commands_inside_TLS_are_answered()
    {
        await using var harness = new SmtpServerHarness(Options);
        await using var tls = await UpgradeAsync(harness, SslProtocols.None);
        await harness.SendAsync("EHLO c.example\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.org>\r\nBDAT 6 LAST\r\ntext\r\nQUIT\r\n");
        Assert.Equal(["250", "250", "250", "250", "221"], (await harness.ReadToEndAsync()).Select(reply => reply[..3]));
        Assert.Single(harness.Handler.Messages);
    }

    [Fact]
    public async Task TLS_closed_inside_a_chunk_accepts_nothing()
    {
        await using var harness = new SmtpServerHarness(Options);
        await using var tls = await UpgradeAsync(harness, SslProtocols.None);
        await harness.SendAsync("EHLO c.example\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.org>\r\nBDAT 100 LAST\r\nonly this");
        for (var i = 0; i < 3; i++)
            await harness.ReplyAsync();
        await tls.ShutdownAsync();
        Assert.Empty(await harness.ReadToEndAsync());
        Assert.Empty(harness.Handler.Messages);
        Assert.True(Assert.Single(harness.Handler.Writers).IsDisposed);
        Assert.Equal("the client went away inside the content", harness.Handler.ClosedReason);
    }

    [Fact]
    public async Task Plain_octets_after_TLS_was_closed_are_not_heard()
    {
        await using var harness = new SmtpServerHarness(Options);
        await using var tls = await UpgradeAsync(harness, SslProtocols.None);
        await tls.ShutdownAsync();
        await harness.Connection.Client.Output.WriteAsync("EHLO evil.example\r\n"u8.ToArray());
        await harness.Running.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Null(harness.Session.Helo);
        Assert.Equal("the client went away without QUIT", harness.Handler.ClosedReason);
    }

    [Fact]
    public async Task A_handshake_that_does_not_come_ends_the_session()
    {
        await using var harness = new SmtpServerHarness(Options);
        await harness.ReplyAsync();
        await harness.AskAsync("EHLO client.example");
        await harness.AskAsync("STARTTLS");
        harness.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Empty(await harness.ReadToEndAsync());
        Assert.Equal("the TLS handshake took too long", harness.Handler.ClosedReason);
    }

    [Fact]
    public async Task Silence_inside_TLS_is_answered_inside_TLS()
    {
        await using var harness = new SmtpServerHarness(Options);
        await using var tls = await UpgradeAsync(harness, SslProtocols.None);
        await harness.AskAsync("EHLO client.example");
        harness.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.StartsWith("421 4.4.2", Assert.Single(await harness.ReadToEndAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_does_not_read_inside_TLS_loses_its_connection()
    {
        var options = Options with { Limits = new() { JunkCommands = 100_000 } };
        await using var harness = new SmtpServerHarness(options, connection: new InMemoryConnection(0, pauseReplyThreshold: 4_096));
        await using var tls = await UpgradeAsync(harness, SslProtocols.None);
        await harness.SendAsync(string.Concat(Enumerable.Repeat("NOOP\r\n", 2_000)));
        Assert.False(harness.Running.IsCompleted);
        for (var step = 0; step < 1_000_000 && !harness.Running.IsCompleted; step++)
        {
            harness.Time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }
        await harness.Running.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("the connection broke: The client does not read our replies.", harness.Handler.ClosedReason);
    }

    [Fact]
    public async Task Drain_is_told_inside_TLS()
    {
        await using var harness = new SmtpServerHarness(Options);
        await using var tls = await UpgradeAsync(harness, SslProtocols.None);
        await harness.AskAsync("EHLO client.example");
        harness.Drain();
        Assert.StartsWith("421 4.3.2", Assert.Single(await harness.ReadToEndAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_protocols_are_refused_whatever_the_options_say()
    {
#pragma warning disable SYSLIB0039, CA5397 // Old protocols are what this test is about.
        await using var harness = new SmtpServerHarness(Options with
        {
            Tls = _ =>
            {
                var options = TestCertificate.Options(null);
                options.EnabledSslProtocols = SslProtocols.Tls11;
                return options;
            },
        });
#pragma warning restore SYSLIB0039, CA5397
        await using var tls = await UpgradeAsync(harness, SslProtocols.None);
        Assert.Contains(harness.Session.Tls?.Protocol, new[] { "TLSv1.2", "TLSv1.3" });
    }

    private static async Task<SslStream> UpgradeAsync(SmtpServerHarness harness, SslProtocols protocols, params string[] before)
    {
        await harness.ReplyAsync();
        await harness.AskAsync("EHLO client.example");
        foreach (var line in before)
            await harness.AskAsync(line);
        Assert.Equal("220 2.0.0 Ready to start TLS", await harness.AskAsync("STARTTLS"));
        var stream = new SslStream(new DuplexStream(harness.Connection.Client), leaveInnerStreamOpen: false);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "mx.example.org",
            EnabledSslProtocols = protocols,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=mx.example.org",
        });
        (harness.Input, harness.Output) = (PipeReader.Create(stream), PipeWriter.Create(stream));
        return stream;
    }
}
