using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Trouble;

/// <summary>SIGTERM: no new connections, those that send get their answer, and the process ends with 0.</summary>
public sealed class ATerminatedGatewayDrains
{
    [Fact]
    public async Task A_session_in_its_content_gets_its_250_and_new_ones_are_turned_away()
    {
        await using var sink = SmtpSink.Start();
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.DeliverAll(sink.Port) });
        await using var busy = await TestSmtpClient.ConnectAsync(gatepost.Port);
        await using var idle = await TestSmtpClient.ConnectAsync(gatepost.Port);
        await busy.CommandAsync("EHLO client.example");
        await busy.CommandAsync("MAIL FROM:<a@sender.example>");
        await busy.CommandAsync("RCPT TO:<user@example.org>");
        Assert.Equal(354, (await busy.CommandAsync("DATA")).Code);
        var wire = MailText.ForTheWire(MailText.Simple("a@sender.example", "user@example.org", "Drained", "Hello."));
        await busy.WriteAsync(wire.AsMemory(0, 40));

        gatepost.Signal(Signals.Terminate);
        await Wait.UntilAsync(async () => !await Loopback.IsListeningAsync(gatepost.Port), TimeSpan.FromSeconds(20), () => "the port is closed");
        var farewell = await idle.ReadReplyAsync();
        await busy.WriteAsync(wire.AsMemory(40));
        var answer = await busy.ReadReplyAsync();

        Assert.Equal(421, farewell.Code);
        Assert.Equal(250, answer.Code);
        await gatepost.Exited.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(gatepost.ExitCode == 0, gatepost.Log);
        // Delivered before the end, or after the next start: never lost.
        if (sink.Count == 0)
            await gatepost.StartAsync();
        await sink.WaitForAsync(1);
    }
}
