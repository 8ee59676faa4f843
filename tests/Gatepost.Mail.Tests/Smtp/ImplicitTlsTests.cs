using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Server;
using Gatepost.Testing.Smtp;

namespace Gatepost.Mail.Tests.Smtp;

public sealed class ImplicitTlsTests
{
    private static readonly SmtpServerOptions Options =
        new() { HostName = "mx.example.org", Tls = TestCertificate.Options, ImplicitTls = true, RequireTls = true };

    [Fact]
    public async Task The_greeting_comes_inside_TLS_and_mail_flows()
    {
        await using var harness = new SmtpServerHarness(Options);
        await using var tls = await ShakeHandsAsync(harness);
        Assert.Equal("220 mx.example.org ESMTP Gatepost", await harness.ReplyAsync());
        Assert.DoesNotContain("STARTTLS", await harness.AskAsync("EHLO client.example"), StringComparison.Ordinal);
        Assert.Equal("503 5.5.1 TLS is in force already", await harness.AskAsync("STARTTLS"));
        await harness.SendAsync("MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.org>\r\nBDAT 6 LAST\r\ntext\r\nQUIT\r\n");
        Assert.Equal(["250", "250", "250", "221"], (await harness.ReadToEndAsync()).Select(reply => reply[..3]));
        Assert.Equal("TLSv1.3", harness.Session.Tls?.Protocol);
        Assert.Single(harness.Handler.Messages);
    }

    [Fact]
    public async Task Plain_text_hears_nothing_that_it_could_take_for_a_greeting()
    {
        await using var harness = new SmtpServerHarness(Options);
        await harness.LineAsync("EHLO client.example");
        Assert.DoesNotContain(await harness.ReadToEndAsync(), reply => reply.StartsWith("220", StringComparison.Ordinal));
        Assert.StartsWith("the TLS handshake failed", harness.Handler.ClosedReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_client_is_let_go()
    {
        await using var harness = new SmtpServerHarness(Options);
        harness.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Empty(await harness.ReadToEndAsync());
        Assert.Equal("the TLS handshake took too long", harness.Handler.ClosedReason);
    }

    [Fact]
    public async Task A_refused_connection_costs_no_handshake_and_is_logged()
    {
        var handler = new RecordingHandler { OnConnect = () => SmtpReply.Of(421, 3, 2, "Too many connections") };
        await using var harness = new SmtpServerHarness(Options, handler);
        Assert.Empty(await harness.ReadToEndAsync());
        Assert.Equal(421, Assert.Single(handler.Refusals).Reply.Code);
        Assert.Equal("the connection was refused", handler.ClosedReason);
    }

    [Fact]
    public async Task A_client_that_talks_before_the_greeting_is_caught_inside_TLS_too()
    {
        await using var harness = new SmtpServerHarness(Options with { Limits = new() { GreetingDelay = TimeSpan.FromSeconds(2) } });
        await using var tls = await ShakeHandsAsync(harness);
        await harness.LineAsync("EHLO client.example");
        Assert.StartsWith("554", await harness.ReplyAsync(), StringComparison.Ordinal);
    }

    private static async Task<SslStream> ShakeHandsAsync(SmtpServerHarness harness)
    {
        var stream = new SslStream(new PipeStream(harness.Connection.Client), leaveInnerStreamOpen: false);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "mx.example.org",
            EnabledSslProtocols = SslProtocols.None,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
        });
        (harness.Input, harness.Output) = (PipeReader.Create(stream), PipeWriter.Create(stream));
        return stream;
    }
}
