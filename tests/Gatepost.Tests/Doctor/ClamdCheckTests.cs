using System.Net;
using System.Net.Sockets;
using Gatepost.Commands.Doctor;
using Gatepost.Testing.Servers;

namespace Gatepost.Tests.Doctor;

/// <summary>What the doctor says of a real clamd that is well, hangs and is gone, and of what is no clamd.</summary>
[Collection(nameof(DoctorDns))]
public sealed class ClamdCheckTests(DoctorDns dns)
{
    [Fact]
    public async Task One_that_answers_one_that_hangs_and_one_that_is_gone()
    {
        await using var clamd = await ClamdServer.StartAsync();
        var both = Looking.PatientOf(await dns.ServerAsync(), $"inspectors: {{antivirus: {{servers: [\"{clamd.Address}\", \"unix:{clamd.SocketPath}\"]}}}}\n");
        var found = await Looking.AtAsync(new ClamdCheck(), both);
        Assert.Equal(2, found.Count);
        Assert.All(found, diagnosis => Assert.Equal(DiagnosisLevel.Ok, diagnosis.Level));
        Assert.Matches($"^{clamd.Address} answers: ClamAV [0-9]+[.]", found[0].Words);
        Assert.StartsWith($"unix:{clamd.SocketPath} answers: ClamAV ", found[1].Words, StringComparison.Ordinal);

        clamd.Signal(Signals.Stop);
        found = await Looking.AtAsync(new ClamdCheck(), both with { Patience = TimeSpan.FromMilliseconds(500) });
        clamd.Signal(Signals.Continue);
        Looking.Says(found[0], DiagnosisLevel.Trouble, $"clamd at {clamd.Address} does not answer: no answer within 0.5 seconds", "systemctl status clamav-daemon");

        await clamd.StopAsync();
        found = await Looking.AtAsync(new ClamdCheck(), both);
        Looking.Says(found[0], DiagnosisLevel.Trouble, $"clamd at {clamd.Address} does not answer: Connection refused", "systemctl status clamav-daemon");
        Assert.Equal(DiagnosisLevel.Trouble, found[1].Level);
        Assert.StartsWith($"clamd at unix:{clamd.SocketPath} does not answer: ", found[1].Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_answers_and_is_no_clamd_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var answering = Task.Run(
            async () =>
            {
                using var client = await other.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
                await client.GetStream().ReadAtLeastAsync(new byte[9], 9, throwOnEndOfStream: false, TestContext.Current.CancellationToken);
                await client.GetStream().WriteAsync("220 mx.example.org \u001b[31mESMTP\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            },
            TestContext.Current.CancellationToken);
        var found = Assert.Single(await Looking.AtAsync(new ClamdCheck(), Looking.PatientOf(await dns.ServerAsync(), $"inspectors: {{antivirus: {{servers: [\"{other.LocalEndpoint}\"]}}}}\n")));
        await answering;
        Assert.Equal(DiagnosisLevel.Trouble, found.Level);
        Assert.StartsWith($"{other.LocalEndpoint} answers \"220 mx.example.org ", found.Words, StringComparison.Ordinal);
        Assert.EndsWith("\", which is not clamd", found.Words, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', found.Words);
        Assert.Equal("look at the address in the policy", found.Advice);
    }

    [Fact]
    public async Task A_policy_without_an_engine_lets_viruses_pass() => Looking.Says(
        Assert.Single(await Looking.AtAsync(new ClamdCheck(), Looking.PatientOf(await dns.ServerAsync()))), DiagnosisLevel.Warning, "the policy names no antivirus engine: viruses pass unseen", "install clamav-daemon");
}
