using System.Text;
using System.Text.Json;
using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Flow;

/// <summary>Spam gets its 250, lies in the quarantine, and goes on unchanged when a person releases it.</summary>
public sealed class AQuarantinedMessageIsReleasedAndArrives
{
    [Fact]
    public async Task What_is_released_arrives_in_the_mailbox_as_it_came()
    {
        await using var downstream = await PostfixServer.StartDownstreamAsync();
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.Guarded(downstream.Port) });
        var body = $"Buy now.\r\n{TestMail.Gtube}\r\n..and a dot.\r\n";
        var content = MailText.Simple("a@sender.example", "user@example.org", "Spam", body);
        await using var client = await TestSmtpClient.ConnectAsync(gatepost.Port);
        await client.CommandAsync("EHLO client.example");

        var answer = await client.SendAsync("a@sender.example", ["user@example.org"], MailText.ForTheWire(content));
        Assert.Equal(250, answer.Code);
        var id = Answers.Id(answer.Text);
        var listed = string.Empty;
        await Wait.UntilAsync(
            async () =>
            {
                listed = (await gatepost.CommandAsync("quarantine", "list", "--json")).Output;
                return listed.Contains(id, StringComparison.Ordinal);
            },
            TimeSpan.FromSeconds(20),
            () => $"the message is in the quarantine: {listed}");
        using (var json = JsonDocument.Parse(listed))
            Assert.Contains("spam", json.RootElement.ToString(), StringComparison.Ordinal);
        Assert.Empty(downstream.Inbox.Files);

        var released = await gatepost.CommandAsync("quarantine", "release", id);
        Assert.True(released.ExitCode == 0, released.Both);

        var arrived = Assert.Single(await downstream.Inbox.WaitForAsync(1));
        var text = Encoding.UTF8.GetString(arrived);
        Assert.EndsWith(Encoding.UTF8.GetString(content).ReplaceLineEndings("\n"), text, StringComparison.Ordinal);
        Assert.DoesNotContain(id, (await gatepost.CommandAsync("quarantine", "list", "--json")).Output, StringComparison.Ordinal);
        var books = await Books.SettledAsync(gatepost, 1);
        Assert.Equal(0, books.Quarantined);

        var story = await gatepost.CommandAsync("explain", id);
        Assert.True(story.ExitCode == 0, story.Both);
        Assert.Contains("GTUBE", story.Output, StringComparison.Ordinal);
        Assert.Contains("Spam", story.Output, StringComparison.Ordinal);
        Assert.Contains("elease", story.Output, StringComparison.Ordinal);
    }
}
