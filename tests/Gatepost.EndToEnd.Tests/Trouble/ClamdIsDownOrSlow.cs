using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Trouble;

/// <summary>Promise 3: an engine that is down or hangs never turns into "clean".</summary>
public sealed class ClamdIsDownOrSlow
{
    [Fact]
    public async Task Down_puts_mail_off_and_up_again_lets_it_pass()
    {
        await using var sink = SmtpSink.Start();
        var clamd = await ClamdServer.StartAsync();
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.Guarded(sink.Port, clamd.Address) });
        Assert.Equal(250, (await SendAsync(gatepost.Port, "up")).Code);
        await clamd.StopAsync();

        var down = await SendAsync(gatepost.Port, "down");
        await clamd.RestartAsync();
        await Wait.UntilAsync(async () => (await SendAsync(gatepost.Port, "up again")).Code == 250, TimeSpan.FromSeconds(60), () => "mail passes when clamd is back");

        Assert.Equal(451, down.Code);
        await sink.WaitForAsync(2);
        Assert.DoesNotContain(sink.Messages, message => message.Header("Subject") == "down");
        await clamd.DisposeAsync();
    }

    [Fact]
    public async Task One_that_hangs_meets_its_deadline()
    {
        await using var sink = SmtpSink.Start();
        await using var clamd = await ClamdServer.StartAsync();
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.Guarded(sink.Port, clamd.Address) });
        clamd.Signal(Signals.Stop);
        SmtpAnswer answer;
        try
        {
            answer = await SendAsync(gatepost.Port, "hanging");
            Assert.Empty(sink.Messages);
        }
        finally
        {
            clamd.Signal(Signals.Continue);
        }
        // As when it is down: no message of it is read, so the sender comes back.
        Assert.Equal(451, answer.Code);
        Assert.StartsWith("4.", answer.Text, StringComparison.Ordinal);
        await Wait.UntilAsync(async () => (await SendAsync(gatepost.Port, "going on")).Code == 250, TimeSpan.FromSeconds(60), () => "mail passes when clamd goes on");
        await sink.WaitForAsync(1);
        Assert.DoesNotContain(sink.Messages, message => message.Header("Subject") == "hanging");
    }

    private static async Task<SmtpAnswer> SendAsync(int port, string subject)
    {
        await using var client = await TestSmtpClient.ConnectAsync(port);
        await client.CommandAsync("EHLO client.example");
        return await client.SendAsync("a@sender.example", ["user@example.org"], MailText.ForTheWire(MailText.Simple("a@sender.example", "user@example.org", subject, "Hello.")));
    }
}
