using System.Net.Sockets;
using System.Text;
using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Operation;

/// <summary>What systemd gives to the service, and what it wants to hear from it; systemd's own tool hands over the socket.</summary>
public sealed class UnderSystemd
{
    [Fact]
    public async Task It_takes_the_socket_of_its_listener_and_tells_how_it_is()
    {
        var activate = Requirement.Command("systemd-socket-activate", "systemd");
        using var folder = new TestFolder("systemd");
        using var notices = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        notices.Bind(new UnixDomainSocketEndPoint(folder["notify"]));
        var port = Loopback.FreePort();
        var elsewhere = Loopback.FreePort();
        // The address of the settings is another one: so the mail can only have come in by the inherited socket.
        var settings = folder.Write("gatepost.yaml", $"hostname: gw.example.net\ndata: {folder["data"]}\nmetrics: off\nminimum-free: 10MB\nlisteners: [{{name: mx, address: \"127.0.0.1:{elsewhere}\"}}]\n");
        var policy = folder.Write("policy.yaml", TestPolicies.Guarded(25));
        await using var service = ChildProcess.Start(
            activate,
            [$"--listen=127.0.0.1:{port}", "--fdname=mx", $"--setenv=NOTIFY_SOCKET={folder["notify"]}", "--setenv=WATCHDOG_USEC=400000", GatepostProcess.Binary, "serve", "--config", settings, "--policy", policy]);
        await Wait.UntilAsync(() => service.Output.Contains("Listening on", StringComparison.Ordinal), TimeSpan.FromSeconds(60), "the socket is open");

        await using var client = await TestSmtpClient.ConnectAsync(port, TestContext.Current.CancellationToken);
        Assert.Equal(250, (await client.CommandAsync("EHLO client.example")).Code);
        Assert.False(await Loopback.IsListeningAsync(elsewhere));
        var heard = await HearAsync(notices, "READY=1", "WATCHDOG=1");
        await Wait.UntilAsync(
            () => service.Output.Contains($"listener mx takes mail on 127.0.0.1:{port}, which systemd opened, and not on 127.0.0.1:{elsewhere} of gatepost.yaml", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60), "the log warns of the other address");
        Assert.Contains($"serves: mx on 127.0.0.1:{port}", service.Output, StringComparison.Ordinal);
        Assert.Contains("STATUS=Policy revision 1 in force", heard, StringComparison.Ordinal);

        service.Signal(Signals.HangUp);
        Assert.Matches("RELOADING=1\nMONOTONIC_USEC=[1-9][0-9]+", await HearAsync(notices, "RELOADING=1", "READY=1"));
        service.Signal(Signals.Terminate);
        await HearAsync(notices, "STOPPING=1");
        await service.Exited.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal(0, service.ExitCode);
    }

    private static async Task<string> HearAsync(Socket notices, params string[] wanted)
    {
        var heard = new StringBuilder();
        var octets = new byte[4_096];
        foreach (var want in wanted)
        {
            while (!heard.ToString().Contains(want, StringComparison.Ordinal))
            {
                var length = await notices.ReceiveAsync(octets).WaitAsync(TimeSpan.FromSeconds(60));
                heard.Append(Encoding.UTF8.GetString(octets, 0, length)).Append('\n');
            }
        }
        return heard.ToString();
    }
}
