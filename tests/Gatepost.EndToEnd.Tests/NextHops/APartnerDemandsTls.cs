using System.Text;
using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.NextHops;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.NextHops;

/// <summary>A real Postfix that takes nothing in clear and has a certificate of its own authority for each name that is asked for.</summary>
public sealed class APartnerDemandsTls
{
    [Fact]
    public async Task Mail_arrives_once_the_policy_trusts_the_right_authority_and_the_queue_says_why_not_before()
    {
        using var authority = new TestAuthority("Partner CA");
        using var folder = new TestFolder("tls");
        await using var partner = await PostfixServer.StartProtectedDownstreamAsync(authority, "mail.partner.example");
        var file = folder.Write("partner-ca.pem", authority.RootPem);
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.Verified(partner.Port, "server-name: mail.partner.example") });

        var sent = await Swaks.SendAsync(gatepost.Port, "sender@sender.example", "user@example.org", "--header", "Subject: For the partner only");
        Assert.True(sent.ExitCode == 0, sent.Both);
        await WaitsWithAsync(gatepost, "is issued by \\\"CN=Partner CA\\\", which is not trusted here");

        await gatepost.ApplyPolicyAsync(TestPolicies.Verified(partner.Port, $"server-name: other.partner.example, authorities: {file}"));
        await WaitsWithAsync(gatepost, "is for downstream.example, not for other.partner.example");
        Assert.Empty(partner.Inbox.Files);

        await gatepost.ApplyPolicyAsync(TestPolicies.Verified(partner.Port, $"server-name: mail.partner.example, authorities: {file}"));
        await gatepost.CommandAsync("queue", "flush");
        var arrived = Encoding.UTF8.GetString(Assert.Single(await partner.Inbox.WaitForAsync(1, TimeSpan.FromSeconds(60))));
        Assert.Contains("Subject: For the partner only", arrived, StringComparison.Ordinal);
        Assert.Contains("(using TLSv1.3", arrived, StringComparison.Ordinal);
        var story = string.Empty;
        await Wait.UntilAsync(
            async () =>
            {
                story = (await gatepost.CommandAsync("explain", Answers.Id(sent.Output.Split('\n').First(line => line.Contains("250 2.0.0", StringComparison.Ordinal))))).Both;
                return story.Contains(" verified", StringComparison.Ordinal);
            },
            TimeSpan.FromSeconds(60), () => $"explain tells of the verified connection: {story}");
        Assert.Contains("not trusted here", story, StringComparison.Ordinal);
        var destinations = (await gatepost.CommandAsync("queue", "destinations", "--json")).Output;
        Assert.Contains(" verified", destinations, StringComparison.Ordinal);
        var table = (await gatepost.CommandAsync("queue", "destinations")).Output;
        Assert.Contains("LAST ERROR", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_smart_host_takes_mail_from_those_with_a_password_only()
    {
        using var authority = new TestAuthority("Smart host CA");
        using var folder = new TestFolder("auth");
        await using var smartHost = new ScriptedNextHop(
            "S: 220 smart\nC: EHLO gw.example.net\nS: 250-smart\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\ntls\nC: EHLO gw.example.net\nS: 250-smart\nS: 250 AUTH LOGIN\nC: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\n"
            + "C: Z2F0ZXdheQ==\nS: 334 UGFzc3dvcmQ6\nC: b3BlbiBzZXNhbWU=\nS: 235 in\nC: MAIL FROM:<sender@sender.example>\nS: 250 ok\nC: RCPT TO:<user@example.org>\nS: 250 ok\nC: DATA\nS: 354 go\ncontent\nS: 250 taken\nsilence")
        {
            Certificate = _ => authority.Issue("127.0.0.1"),
        };
        var file = folder.Write("ca.pem", authority.RootPem);
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions
        {
            Policy = TestPolicies.Verified(smartHost.EndPoint.Port, $"authorities: {file}", "credentials: smarthost"),
            Settings = "credentials:\n  smarthost: {user: gateway, password-environment: SMARTHOST_PASSWORD}",
            Environment = new Dictionary<string, string> { ["SMARTHOST_PASSWORD"] = "open sesame" },
        });
        var sent = await Swaks.SendAsync(gatepost.Port, "sender@sender.example", "user@example.org");
        Assert.True(sent.ExitCode == 0, sent.Both);
        await Wait.UntilAsync(() => Task.FromResult(smartHost.Contents.Count == 1), TimeSpan.FromSeconds(60), () => $"the smart host has the message: {string.Join("; ", smartHost.Problems)} {gatepost.Log}");
        Assert.DoesNotContain("open sesame", gatepost.Log, StringComparison.Ordinal);
    }

    private static Task WaitsWithAsync(GatepostProcess gatepost, string words)
    {
        var queue = "";
        return Wait.UntilAsync(
            async () =>
            {
                await gatepost.CommandAsync("queue", "flush");
                queue = (await gatepost.CommandAsync("queue", "list", "--json")).Output;
                return queue.Contains(words, StringComparison.Ordinal) || queue.Contains(words.Replace("\\\"", "\\u0022", StringComparison.Ordinal), StringComparison.Ordinal);
            },
            TimeSpan.FromSeconds(60), () => $"the queue says \"{words}\": {queue} {gatepost.Log}");
    }
}
