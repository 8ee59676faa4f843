using System.Net;
using Gatepost.Mail.Smtp;
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
        await harness.AskAsync("XCLIENT ADDR=[UNAVAILABLE] LOGIN=[UNAVAILABLE] HELO=stated.example PROTO=SMTP");
        Assert.Equal(IPAddress.None, harness.Session.Client.Address);
        Assert.Null(harness.Session.AuthenticatedAs);
        await harness.AskAsync("EHLO proxy.example");
        Assert.Equal(("stated.example", false), (harness.Session.Helo, harness.Session.IsExtended));
        Assert.Equal(IPAddress.Parse("192.0.2.25"), harness.Session.RemoteEndPoint.Address);
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
