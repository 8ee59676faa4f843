using System.Text;
using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.NextHops;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.NextHops;

/// <summary>A real Postfix whose passwords a real Dovecot checks, as a provider's smart host.</summary>
public sealed class ASmartHostAsksForAPassword
{
    private const string Password = "open sesame";

    [Fact]
    public async Task A_wrong_password_puts_mail_off_and_the_right_one_delivers_it()
    {
        using var authority = new TestAuthority("Smart host CA");
        using var folder = new TestFolder("smarthost");
        await using var passwords = await DovecotServer.StartAsync();
        await using var smartHost = await PostfixServer.StartSmartHostAsync(passwords.PasswordSocketPath, authority);
        var password = folder.Write("password", "not " + Password + "\n");
        var policy = TestPolicies.Verified(
            smartHost.Port, $"server-name: smarthost.example, authorities: {folder.Write("ca.pem", authority.RootPem)}", "credentials: smarthost");
        await using var gatepost = await GatepostProcess.StartAsync(Options(policy, password));

        var sent = await Swaks.SendAsync(gatepost.Port, "sender@sender.example", "user@example.org", "--header", "Subject: By the smart host");
        Assert.True(sent.ExitCode == 0, sent.Both);
        await NextHopStory.WaitsWithAsync(gatepost, "535 5.7.8");
        Assert.Empty(smartHost.Inbox.Files);
        var books = await Books.ReadAsync(gatepost);
        Assert.Equal((1, 0), (books.Queued, books.Bounced));

        folder.Write("password", Password + "\n");
        await gatepost.CommandAsync("queue", "flush");
        var arrived = Encoding.UTF8.GetString(Assert.Single(await smartHost.Inbox.WaitForAsync(1, TimeSpan.FromSeconds(60))));
        Assert.Contains("Subject: By the smart host", arrived, StringComparison.Ordinal);
        var log = "";
        await Wait.UntilAsync(
            async () => (log = await smartHost.ReadLogAsync()).Contains("sasl_username=gateway", StringComparison.Ordinal), TimeSpan.FromSeconds(60), () => $"Postfix tells who sent: {log}");
        // It takes mail from nobody else.
        Assert.NotEqual(0, (await Swaks.SendAsync(smartHost.Port, "sender@sender.example", "user@example.org")).ExitCode);
        Assert.DoesNotContain(Password, gatepost.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_it_asks_in_clear_it_learns_nothing()
    {
        using var folder = new TestFolder("smarthost");
        await using var passwords = await DovecotServer.StartAsync();
        await using var smartHost = await PostfixServer.StartSmartHostAsync(passwords.PasswordSocketPath, authority: null);
        var policy = TestPolicies.Verified(smartHost.Port, "server-name: smarthost.example", "credentials: smarthost");
        await using var gatepost = await GatepostProcess.StartAsync(Options(policy, folder.Write("password", Password + "\n")));

        await using (var witness = await TestSmtpClient.ConnectAsync(smartHost.Port))
            Assert.Contains("AUTH PLAIN", (await witness.CommandAsync("EHLO witness.example")).Text, StringComparison.Ordinal);
        var sent = await Swaks.SendAsync(gatepost.Port, "sender@sender.example", "user@example.org");
        Assert.True(sent.ExitCode == 0, sent.Both);
        await NextHopStory.WaitsWithAsync(gatepost, "TLS is required here, and the next hop does not offer it");

        // Postfix counts the commands of each session: the witness's and ours had an EHLO, and no AUTH.
        var log = "";
        await Wait.UntilAsync(
            async () => (log = await smartHost.ReadLogAsync()).Split("ehlo=1 commands=1").Length > 2,
            TimeSpan.FromSeconds(60), () => $"Postfix tells of both sessions: {log}");
        Assert.DoesNotContain("auth=", log, StringComparison.Ordinal);
        Assert.Empty(smartHost.Inbox.Files);
    }

    private static GatepostOptions Options(string policy, string passwordFile) => new()
    {
        Policy = policy, Settings = $"credentials:\n  smarthost: {{user: gateway, password-file: {passwordFile}}}",
    };
}
