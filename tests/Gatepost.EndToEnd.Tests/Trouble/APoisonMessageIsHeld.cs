using System.Text;
using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Trouble;

/// <summary>Promise 6: content that takes the process down costs two deaths at most; then it is held, and other mail flows.</summary>
public sealed class APoisonMessageIsHeld
{
    private static readonly Dictionary<string, string> WithCrashTest = new() { ["GATEPOST_TEST_INSPECTOR"] = "crash-test" };

    [Fact]
    public async Task After_two_deaths_it_is_held_and_mail_flows()
    {
        await using var sink = SmtpSink.Start();
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.Guarded(sink.Port), Environment = WithCrashTest });
        var poison = Message("stack-overflow");

        var deaths = 0;
        SmtpAnswer? answer = null;
        // The sender tries again and again, as servers do; systemd's part is ours.
        for (var attempt = 0; attempt < 6 && answer?.Code != 250; attempt++)
        {
            answer = await TrySendAsync(gatepost.Port, poison);
            if (answer is not null)
                continue;
            await gatepost.Exited.WaitAsync(TimeSpan.FromSeconds(60));
            deaths++;
            await gatepost.StartAsync();
        }

        Assert.True(answer?.Code == 250, $"{answer}\n{gatepost.Log}");
        Assert.InRange(deaths, 1, 2);
        var id = Answers.Id(answer.Text);
        var queue = await gatepost.CommandAsync("queue", "list", "--json");
        Assert.Contains(id, queue.Output, StringComparison.Ordinal);
        Assert.Contains("held", queue.Output, StringComparison.Ordinal);
        Assert.Equal(250, (await TrySendAsync(gatepost.Port, Message("nothing")))?.Code);
        await sink.WaitForAsync(1);
        Assert.False(gatepost.HasExited, gatepost.Log);
        Assert.Equal("nothing@tests.example", Assert.Single(sink.Messages).MessageId);
        await Books.SettledAsync(gatepost, 2, held: 1);
    }

    [Theory]
    [InlineData("throw")]
    [InlineData("hang")]
    public async Task An_inspector_that_fails_or_hangs_never_means_clean(string how)
    {
        await using var sink = SmtpSink.Start();
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.Guarded(sink.Port), Environment = WithCrashTest });

        var answer = await TrySendAsync(gatepost.Port, Message(how));

        Assert.Equal(250, answer?.Code);
        var books = await Books.SettledAsync(gatepost, 1);
        Assert.Equal(1, books.Quarantined);
        Assert.Contains("unscannable", (await gatepost.CommandAsync("quarantine", "list", "--json")).Output, StringComparison.Ordinal);
        Assert.Empty(sink.Messages);
    }

    private static byte[] Message(string how) => Encoding.ASCII.GetBytes(
        $"From: <a@sender.example>\r\nTo: <user@example.org>\r\nSubject: Poison\r\nMessage-ID: <{how}@tests.example>\r\nX-Gatepost-Crash-Test: {how}\r\n\r\nHello.\r\n");

    private static async Task<SmtpAnswer?> TrySendAsync(int port, byte[] content)
    {
        try
        {
            await using var client = await TestSmtpClient.ConnectAsync(port);
            await client.CommandAsync("EHLO client.example");
            return await client.SendAsync("a@sender.example", ["user@example.org"], MailText.ForTheWire(content));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
