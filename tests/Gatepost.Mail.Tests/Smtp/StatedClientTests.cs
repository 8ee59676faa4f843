using System.Net;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Server;
using Gatepost.Mail.Smtp.Server.Attributes;
using Gatepost.Testing.Smtp;

namespace Gatepost.Mail.Tests.Smtp;

/// <summary>What XCLIENT and XFORWARD change in a session.</summary>
public sealed class StatedClientTests
{
    [Fact]
    public async Task XCLIENT_makes_the_session_that_of_another_client()
    {
        await using var harness = new SmtpServerHarness(isTrustedServer: true);
        await harness.ReplyAsync();
        var hello = await harness.AskAsync("EHLO proxy.example");
        Assert.Contains("XCLIENT NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT", hello, StringComparison.Ordinal);
        await harness.AskAsync("XCLIENT NAME=spike.example ADDR=IPV6:2001:db8::7 PORT=4000 LOGIN=joe DESTADDR=198.51.100.9 DESTPORT=587");
        Assert.Null(harness.Session.Helo);
        Assert.Equal(new IPEndPoint(IPAddress.Parse("2001:db8::7"), 4000), harness.Session.Client);
        Assert.Equal(new IPEndPoint(IPAddress.Parse("198.51.100.9"), 587), harness.Session.Destination);
        Assert.Equal(("spike.example", "joe"), (harness.Session.Stated!.Name, harness.Session.AuthenticatedAs));
        await harness.AskAsync("EHLO spike.example");
        Assert.Equal("spike.example", harness.Session.Helo);
        Assert.Equal(IPAddress.Parse("192.0.2.25"), harness.Session.RemoteEndPoint.Address);
    }

    [Fact]
    public async Task A_client_whose_address_is_not_known_is_nobody()
    {
        await using var harness = new SmtpServerHarness(isTrustedServer: true);
        await harness.ReplyAsync();
        await harness.AskAsync("XCLIENT ADDR=[UNAVAILABLE] LOGIN=[UNAVAILABLE] HELO=stated.example PROTO=SMTP");
        Assert.Equal((IPAddress.None, null), (harness.Session.Client.Address, harness.Session.AuthenticatedAs));
        await harness.AskAsync("EHLO proxy.example");
        Assert.Equal(("stated.example", false), (harness.Session.Helo, harness.Session.IsExtended));
    }

    /// <summary>A proxy passes on what its client says: he could make himself anybody. What the server says of itself takes no right away.</summary>
    [Fact]
    public async Task Whoever_was_stated_may_state_nobody()
    {
        await using var harness = new SmtpServerHarness(isTrustedServer: true);
        await harness.ReplyAsync();
        await harness.AskAsync("XCLIENT LOGIN=own");
        await harness.AskAsync("XCLIENT ADDR=203.0.113.9");
        Assert.Null(harness.Session.AuthenticatedAs);
        var hello = await harness.AskAsync("EHLO stranger.example");
        Assert.DoesNotContain("XCLIENT", hello, StringComparison.Ordinal);
        Assert.DoesNotContain("XFORWARD", hello, StringComparison.Ordinal);
        Assert.Equal("502 5.5.1 XCLIENT is not offered here", await harness.AskAsync("XCLIENT ADDR=192.0.2.25 LOGIN=root"));
        Assert.Equal("502 5.5.1 XFORWARD is not offered here", await harness.AskAsync("XFORWARD ADDR=192.0.2.25"));
        Assert.Equal((IPAddress.Parse("203.0.113.9"), null), (harness.Session.Client.Address, harness.Session.AuthenticatedAs));
    }

    /// <summary>In plain text anybody on the way could have written it, and the protected session would begin with what he wrote.</summary>
    [Fact]
    public async Task STARTTLS_comes_before_XCLIENT()
    {
        var options = new SmtpServerOptions { HostName = "mx.example.org", Tls = _ => throw new InvalidOperationException("no handshake is due") };
        await using var harness = new SmtpServerHarness(options, isTrustedServer: true);
        await harness.ReplyAsync();
        Assert.Contains("STARTTLS", await harness.AskAsync("EHLO proxy.example"), StringComparison.Ordinal);
        await harness.AskAsync("XCLIENT ADDR=203.0.113.9 LOGIN=joe");
        Assert.DoesNotContain("STARTTLS", await harness.AskAsync("EHLO proxy.example"), StringComparison.Ordinal);
        Assert.Equal("503 5.5.1 STARTTLS comes before XCLIENT", await harness.AskAsync("STARTTLS"));
    }

    [Fact]
    public async Task Where_TLS_is_demanded_nobody_is_stated_without_it()
    {
        var options = new SmtpServerOptions { HostName = "mx.example.org", Tls = _ => throw new InvalidOperationException("no handshake is due"), RequireTls = true };
        await using var harness = new SmtpServerHarness(options, isTrustedServer: true);
        await harness.ReplyAsync();
        await harness.AskAsync("EHLO proxy.example");
        Assert.StartsWith("530 5.7.0", await harness.AskAsync("XCLIENT ADDR=203.0.113.9"), StringComparison.Ordinal);
        Assert.StartsWith("530 5.7.0", await harness.AskAsync("XFORWARD ADDR=203.0.113.9"), StringComparison.Ordinal);
    }

    /// <summary>A Windows host name in UTF-8, say: a mail server whose XFORWARD is refused gives the message up.</summary>
    [Theory]
    [InlineData("HELO=+C3+A9")]
    [InlineData("HELO=a+0D+0Ab")]
    [InlineData("PROTO=LMTP")]
    [InlineData("NAME=a+20b")]
    public async Task What_XFORWARD_tells_and_nobody_can_read_is_not_known(string attribute)
    {
        await using var harness = new SmtpServerHarness(isTrustedServer: true);
        await harness.ReplyAsync();
        await harness.AskAsync("EHLO mta.example");
        Assert.Equal("250 2.0.0 Ok", await harness.AskAsync("XFORWARD ADDR=192.0.2.77 " + attribute));
        Assert.Equal(new ClientAttributes { Address = IPAddress.Parse("192.0.2.77") }, harness.Session.Forwarded);
    }

    [Fact]
    public async Task A_stated_client_that_is_refused_ends_the_connection()
    {
        var handler = new RecordingHandler { OnClientStated = session => SmtpReply.Of(421, 7, 0, $"Not you, {session.Client.Address}") };
        await using var harness = new SmtpServerHarness(handler: handler, isTrustedServer: true);
        await harness.ReplyAsync();
        Assert.StartsWith("421 4.7.0 Not you, 10.0.0.9", await harness.AskAsync("XCLIENT ADDR=10.0.0.9"), StringComparison.Ordinal);
        Assert.Empty(await harness.ReadToEndAsync());
        Assert.Equal("the connection of the stated client was refused", handler.ClosedReason);
    }

    [Fact]
    public async Task XFORWARD_holds_for_one_transaction()
    {
        ClientAttributes? seen = null;
        var handler = new RecordingHandler();
        await using var harness = new SmtpServerHarness(handler: handler, isTrustedServer: true);
        handler.OnContent = message =>
        {
            seen = harness.Session.Forwarded;
            return new(SmtpReply.Of(250, 0, 0, "ok"));
        };
        await harness.ReplyAsync();
        await harness.AskAsync("EHLO mta.example");
        await harness.AskAsync("XFORWARD NAME=spike.example ADDR=192.0.2.77 HELO=spike");
        await harness.AskAsync("XFORWARD IDENT=4B2F SOURCE=LOCAL");
        await harness.AskAsync("MAIL FROM:<a@example.com>");
        await harness.AskAsync("RCPT TO:<b@example.org>");
        await harness.AskAsync("DATA");
        await harness.AskAsync("text\r\n.");
        var expected = new ClientAttributes { Name = "spike.example", Address = IPAddress.Parse("192.0.2.77"), Helo = "spike", Identity = "4B2F", Source = ClientSource.Local };
        Assert.Equal(expected, seen);
        Assert.Null(harness.Session.Forwarded);
        Assert.Equal(IPAddress.Parse("192.0.2.25"), harness.Session.Client.Address);
        await harness.AskAsync("XFORWARD ADDR=192.0.2.78");
        await harness.AskAsync("RSET");
        Assert.Null(harness.Session.Forwarded);
    }
}
