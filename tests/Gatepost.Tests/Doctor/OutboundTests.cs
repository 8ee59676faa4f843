using System.Net;
using System.Net.Sockets;
using Gatepost.Commands.Doctor;
using Gatepost.Testing.Servers;

namespace Gatepost.Tests.Doctor;

/// <summary>Whether mail can leave: servers that a real resolver names, on the loopback interface and a free port in place of 25.</summary>
[Collection(nameof(DoctorDns))]
public sealed class OutboundTests(DoctorDns dns)
{
    private const string Advice = "send by a smart host";

    [Fact]
    public async Task A_server_that_greets_is_enough_even_when_the_first_is_down()
    {
        await using var sink = SmtpSink.Start();
        Looking.Says(await LookAsync("here.example", sink.Port), DiagnosisLevel.Ok, "port 25 is open towards two.here.example");
    }

    [Fact]
    public async Task Servers_that_all_refuse_the_connection_mean_that_mail_cannot_leave() =>
        Looking.Says(await LookAsync("here.example", Loopback.FreePort()), DiagnosisLevel.Warning, "mail cannot leave by port 25: two.here.example [127.0.0.1]: Connection refused", Advice);

    [Fact]
    public async Task A_connection_that_nobody_speaks_on_is_no_open_port()
    {
        using var silent = Listen();
        var found = await LookAsync("here.example", PortOf(silent), TimeSpan.FromMilliseconds(500));
        Looking.Says(found, DiagnosisLevel.Warning, "mail cannot leave by port 25: two.here.example [127.0.0.1]: no answer within 0.5 seconds", Advice);
    }

    [Fact]
    public async Task A_connection_that_is_cut_at_once_is_none_either()
    {
        using var listener = Listen();
        var cutting = Task.Run(async () => (await listener.AcceptSocketAsync(TestContext.Current.CancellationToken)).Dispose(), TestContext.Current.CancellationToken);
        var found = await LookAsync("here.example", PortOf(listener));
        Looking.Says(found, DiagnosisLevel.Warning, "mail cannot leave by port 25: two.here.example [127.0.0.1]: the server closed the connection", Advice);
        await cutting;
    }

    [Theory]
    [InlineData("none.example", "whether mail can leave is not known: none.example has no mail server that DNS tells of (NoRecords)")]
    [InlineData("unheard-of.example", "whether mail can leave is not known: unheard-of.example has no mail server that DNS tells of (NoSuchName)")]
    [InlineData(UnboundServer.Refused, "whether mail can leave is not known: refused.example has no mail server that DNS tells of (Failed)")]
    [InlineData("nowhere.example", "whether mail can leave is not known: no mail server of nowhere.example has an address")]
    [InlineData("closed.example", "whether mail can leave is not known: no mail server of closed.example has an address")]
    public async Task Without_a_server_to_try_it_is_not_known(string domain, string words) =>
        Looking.Says(await LookAsync(domain, Loopback.FreePort()), DiagnosisLevel.Warning, words, "--outbound");

    [Fact]
    public async Task An_address_that_cannot_be_looked_up_is_not_said_to_be_missing()
    {
        var found = await LookAsync("dark.example", Loopback.FreePort());
        Assert.StartsWith($"whether mail can leave is not known: the address of mx.{UnboundServer.Refused} cannot be looked up (", found.Words, StringComparison.Ordinal);
        Assert.Equal(DiagnosisLevel.Warning, found.Level);
    }

    [Fact]
    public async Task Offline_nobody_is_tried()
    {
        var found = await Looking.AtAsync(new PortCheck(), Looking.PatientOf(await dns.ServerAsync()) with { IsOffline = true });
        Looking.Says(found[^1], DiagnosisLevel.Skipped, "whether mail can leave by port 25 (--offline)");
    }

    private async Task<Diagnosis> LookAsync(string domain, int port, TimeSpan? patience = null)
    {
        var patient = Looking.PatientOf(await dns.ServerAsync(), outbound: domain) with { OutboundPort = port };
        return (await Looking.AtAsync(new PortCheck(), patience is { } time ? patient with { Patience = time } : patient))[^1];
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}
