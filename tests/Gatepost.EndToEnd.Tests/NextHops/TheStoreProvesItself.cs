using System.Text;
using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.NextHops;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.NextHops;

/// <summary>LMTP with STARTTLS to a real Dovecot, which must be who the policy says.</summary>
public sealed class TheStoreProvesItself
{
    [Fact]
    public async Task Mail_waits_for_a_store_of_another_authority_and_arrives_over_TLS_once_the_right_one_is_trusted()
    {
        using var authority = new TestAuthority("Store CA");
        using var stranger = new TestAuthority("Another CA");
        using var folder = new TestFolder("lmtp-tls");
        await using var store = await DovecotServer.StartAsync(authority.Issue("store.example"));
        var wrong = folder.Write("wrong.pem", stranger.RootPem);
        var right = folder.Write("right.pem", authority.RootPem);
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = Policy(store.Port, wrong) });

        var sent = await Swaks.SendAsync(gatepost.Port, "sender@sender.example", "alice@example.org", "--header", "Subject: For the store only");
        Assert.True(sent.ExitCode == 0, sent.Both);
        await NextHopStory.WaitsWithAsync(gatepost, "which is not trusted here");
        Assert.Empty(store.Inbox("alice").Files);

        await gatepost.ApplyPolicyAsync(Policy(store.Port, right));
        await gatepost.CommandAsync("queue", "flush");
        var arrived = Encoding.UTF8.GetString(Assert.Single(await store.Inbox("alice").WaitForAsync(1, TimeSpan.FromSeconds(60))));
        Assert.Contains("Subject: For the store only", arrived, StringComparison.Ordinal);
        await NextHopStory.IsToldAsync(gatepost, Answers.Id(sent.Output.Split('\n').First(line => line.Contains("250 2.0.0", StringComparison.Ordinal))), " verified");
    }

    private static string Policy(int port, string authorities) =>
        TestPolicies.Verified(port, $"server-name: store.example, authorities: {authorities}", "protocol: lmtp");
}
