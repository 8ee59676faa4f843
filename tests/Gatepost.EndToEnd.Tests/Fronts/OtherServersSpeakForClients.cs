using System.Net.Sockets;
using System.Text;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Fronts;

/// <summary>A proxy (PROXY protocol), a proxy that speaks SMTP (XCLIENT), and a mail server (XFORWARD).</summary>
[Collection(nameof(FrontGateway))]
public sealed class OtherServersSpeakForClients(FrontGateway gateway)
{
    private const string Version2 = "0D0A0D0A000D0A515549540A";

    [Fact]
    public async Task The_client_that_HAProxy_names_is_the_client()
    {
        byte[] inside = [.. Convert.FromHexString(Version2 + "2111000CC6336407C0000201DC040019")];
        Assert.Contains("250 2.1.5", await TalkAsync(inside, "b@elsewhere.example"), StringComparison.Ordinal);
        Assert.Contains("550 5.7.1", await TalkAsync("PROXY TCP4 203.0.113.7 192.0.2.1 56324 25\r\n"u8.ToArray(), "b@elsewhere.example"), StringComparison.Ordinal);
        Assert.Contains("250 2.1.5", await TalkAsync("PROXY TCP6 2001:db8::7 2001:db8::1 56324 25\r\n"u8.ToArray(), "user@example.org"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_does_not_say_for_whom_it_speaks_may_not_relay()
    {
        Assert.Contains("550 5.7.1", await TalkAsync("PROXY UNKNOWN\r\n"u8.ToArray(), "b@elsewhere.example"), StringComparison.Ordinal);
        Assert.Contains("550 5.7.1", await TalkAsync(Convert.FromHexString(Version2 + "20000000"), "b@elsewhere.example"), StringComparison.Ordinal);
        Assert.Equal("", await TalkAsync([], "user@example.org"));
        await Wait.UntilAsync(
            () => gateway.Gatepost.Log.Contains("a connection of the proxy [127.0.0.1] was closed: the connection does not begin with a PROXY header", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60), "the log says why");
    }

    [Fact]
    public async Task Limits_count_the_clients_and_not_the_proxy()
    {
        using var first = await OpenAsync("PROXY TCP4 203.0.113.21 192.0.2.1 1 25\r\n"u8.ToArray());
        Assert.StartsWith("220", await LineAsync(first), StringComparison.Ordinal);
        using var second = await OpenAsync("PROXY TCP4 203.0.113.21 192.0.2.1 2 25\r\n"u8.ToArray());
        Assert.StartsWith("220", await LineAsync(second), StringComparison.Ordinal);
        using var third = await OpenAsync("PROXY TCP4 203.0.113.21 192.0.2.1 3 25\r\n"u8.ToArray());
        Assert.StartsWith("421 4.7.0 Too many connections from your address", await LineAsync(third), StringComparison.Ordinal);
        using var other = await OpenAsync("PROXY TCP4 203.0.113.22 192.0.2.1 4 25\r\n"u8.ToArray());
        Assert.StartsWith("220", await LineAsync(other), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_client_that_XCLIENT_states_is_the_client()
    {
        var sent = await Swaks.SendAsync(
            gateway.Trusting, "xclient@sender.example", "b@elsewhere.example", "--xclient-addr", "198.51.100.9", "--xclient-name", "spike.example");
        Assert.True(sent.ExitCode == 0, sent.Both);
        Assert.Contains("(spike.example [198.51.100.9])", (await gateway.ArrivedAsync("xclient@sender.example")).Header("Received"), StringComparison.Ordinal);
        var stranger = await Swaks.SendAsync(gateway.Trusting, "a@sender.example", "b@elsewhere.example", "--xclient-addr", "203.0.113.9");
        Assert.Contains("550 5.7.1", stranger.Output, StringComparison.Ordinal);
        await using var unlisted = await TestSmtpClient.ConnectAsync(gateway.Mx);
        Assert.Equal(502, (await unlisted.CommandAsync("XCLIENT ADDR=198.51.100.9")).Code);
    }

    [Fact]
    public async Task What_XFORWARD_says_gives_no_right_to_relay()
    {
        await using var client = await TestSmtpClient.ConnectAsync(gateway.Trusting);
        await client.CommandAsync("EHLO mta.example");
        Assert.Equal(250, (await client.CommandAsync("XFORWARD ADDR=198.51.100.9 SOURCE=LOCAL")).Code);
        await client.CommandAsync("MAIL FROM:<a@sender.example>");
        Assert.Equal(550, (await client.CommandAsync("RCPT TO:<b@elsewhere.example>")).Code);
        Assert.Equal(250, (await client.CommandAsync("RCPT TO:<user@example.org>")).Code);
    }

    [Fact]
    public async Task Postfix_tells_by_XFORWARD_whose_mail_it_passes_on()
    {
        await using var postfix = await PostfixServer.StartUpstreamAsync(gateway.Trusting, more: "smtp_send_xforward_command = yes\nsmtpd_authorized_xclient_hosts = 127.0.0.1\nrelay_domains = example.org");
        var sent = await Swaks.SendAsync(postfix.Port, "forward@sender.example", "user@example.org", "--xclient-addr", "203.0.113.44", "--xclient-name", "spike.example");
        Assert.True(sent.ExitCode == 0, sent.Both);
        var arrived = await gateway.ArrivedAsync("forward@sender.example");
        // Our field tells who brought it, Postfix's own below it whose it was.
        Assert.StartsWith("from upstream.example ([127.0.0.1])", arrived.Header("Received"), StringComparison.Ordinal);
        var story = await gateway.StoryAsync(arrived.Header("Received")!.Split("id ")[1], "Passed on by 127.0.0.1 (upstream.example), which knows it as ");
        Assert.Contains("brought by 203.0.113.44 (client.example) to listener trusting", story, StringComparison.Ordinal);
        Assert.Contains("The client's verified name is spike.example.", story, StringComparison.Ordinal);
    }

    /// <summary>Everything that the server says to a client behind a proxy that asks for one recipient.</summary>
    private async Task<string> TalkAsync(byte[] header, string recipient)
    {
        using var client = await OpenAsync(header);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"EHLO client.example\r\nMAIL FROM:<a@sender.example>\r\nRCPT TO:<{recipient}>\r\nQUIT\r\n"));
        using var said = new StreamReader(client.GetStream());
        try
        {
            return await said.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));
        }
        catch (IOException)
        {
            // Closed over what it had not read.
            return "";
        }
    }

    private async Task<TcpClient> OpenAsync(byte[] header)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", gateway.Proxied);
        await client.GetStream().WriteAsync(header);
        return client;
    }

    private static async Task<string> LineAsync(TcpClient client)
    {
        using var said = new StreamReader(client.GetStream(), leaveOpen: true);
        return await said.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) ?? "";
    }
}
