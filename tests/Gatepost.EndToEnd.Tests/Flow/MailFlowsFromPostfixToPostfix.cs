using System.Text;
using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Flow;

/// <summary>A real upstream server, the gateway, a real downstream server: with TLS on both sides, and without.</summary>
public sealed class MailFlowsFromPostfixToPostfix
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_reaches_the_mailbox(bool tls)
    {
        await using var downstream = await PostfixServer.StartDownstreamAsync(tls);
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.DeliverAll(downstream.Port) });
        await using var upstream = await PostfixServer.StartUpstreamAsync(gatepost.Port, tls);

        var sent = await Swaks.SendAsync(upstream.Port, "sender@sender.example", "user@example.org", "--header", "Subject: Over three servers");

        Assert.True(sent.ExitCode == 0, sent.Both);
        var arrived = Encoding.UTF8.GetString(Assert.Single(await downstream.Inbox.WaitForAsync(1)));
        Assert.Contains("Subject: Over three servers", arrived, StringComparison.Ordinal);
        Assert.Contains("Return-Path: <sender@sender.example>", arrived, StringComparison.Ordinal);
        var received = arrived.Split("\n\n")[0].Split('\n').Where(line => line.StartsWith("Received:", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, received.Count);
        Assert.Contains("upstream.example", received[1], StringComparison.Ordinal);
        Assert.Equal(tls, arrived.Contains("ESMTPS", StringComparison.Ordinal));
        // The downstream server saw TLS from us.
        Assert.Equal(tls, arrived.Contains("(using TLSv1.3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_recipient_that_the_downstream_server_refuses_comes_back_as_a_bounce_to_the_upstream_sender()
    {
        await using var downstream = await PostfixServer.StartDownstreamAsync();
        await using var bounces = SmtpSink.Start();
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.DeliverAll(downstream.Port, ("sender.example", bounces.Port)) });

        var sent = await Swaks.SendAsync(gatepost.Port, "sender@sender.example", "unknown@example.org");

        Assert.True(sent.ExitCode == 0, sent.Both);
        var bounce = Assert.Single(await bounces.WaitForAsync(1));
        Assert.Equal("", bounce.Sender);
        Assert.Equal(["sender@sender.example"], bounce.Recipients);
        Assert.Contains("no such user", bounce.Text, StringComparison.Ordinal);
        Assert.Contains("Status: 5.1.1", bounce.Text, StringComparison.Ordinal);
    }
}
