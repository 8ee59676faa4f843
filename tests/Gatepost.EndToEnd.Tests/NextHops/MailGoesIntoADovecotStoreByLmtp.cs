using System.Text;
using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.NextHops;

/// <summary>LMTP to a real store, over a port and over a Unix socket: each recipient gets what the store says of him.</summary>
public sealed class MailGoesIntoADovecotStoreByLmtp
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_recipient_has_an_outcome_of_his_own(bool overSocket)
    {
        await using var store = await DovecotServer.StartAsync();
        await using var bounces = SmtpSink.Start();
        var place = overSocket ? $"unix:{store.SocketPath}" : $"127.0.0.1:{store.Port}";
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.Store(place, bounces.Port) });

        var sent = await Swaks.SendAsync(
            gatepost.Port, "sender@sender.example", "alice@example.org,bob@example.org,nobody@example.org,broken@example.org", "--header", "Subject: To the store", "--body", ".a dot\n..two\n");

        Assert.True(sent.ExitCode == 0, sent.Both);
        foreach (var user in new[] { "alice", "bob" })
        {
            var arrived = Encoding.UTF8.GetString(Assert.Single(await store.Inbox(user).WaitForAsync(1)));
            Assert.Contains("Return-Path: <sender@sender.example>", arrived, StringComparison.Ordinal);
            Assert.Contains("\n.a dot\n..two\n", arrived.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        }
        var bounce = Assert.Single(await bounces.WaitForAsync(1, TimeSpan.FromSeconds(60)));
        var final = Assert.Single(bounce.Text.Split("\r\n"), line => line.StartsWith("Final-Recipient:", StringComparison.Ordinal));
        Assert.EndsWith("nobody@example.org", final, StringComparison.Ordinal);
        Assert.Contains("Status: 5.1.1", bounce.Text, StringComparison.Ordinal);
        await Wait.UntilAsync(
            async () => (await gatepost.CommandAsync("queue", "list", "--json")).Output is var queue && queue.Contains("broken@example.org", StringComparison.Ordinal)
                && queue.Contains("4.2.0", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60), () => $"the broken mailbox waits in the queue: {gatepost.Log}");
        Assert.Single(store.Inbox("alice").Files);
    }
}
