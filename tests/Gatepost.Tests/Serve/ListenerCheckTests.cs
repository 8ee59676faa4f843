using System.Net;
using System.Net.Sockets;
using Gatepost.Commands.Serve;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Receiving;

namespace Gatepost.Tests.Serve;

public class ListenerCheckTests
{
    [Fact]
    public async Task A_taken_port_is_told_in_a_sentence_and_nothing_starts()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var run = new CommandRun();
        run.Write("gatepost.yaml", $"listeners: [{{name: mx, address: \"{taken.LocalEndpoint}\"}}]\nmetrics: off\n");
        Assert.Equal(1, await run.RunAsync("serve"));
        Assert.Equal($"gatepost: listener mx cannot be opened: another program listens on {taken.LocalEndpoint}. Stop it, or set another address (\"listeners\" in gatepost.yaml).\n", run.Error);
        Assert.False(Directory.Exists(Path.Combine(run.Folder, ".gatepost")));
    }

    [Fact]
    public void A_free_port_is_no_problem_and_stays_free()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var free = (IPEndPoint)probe.LocalEndpoint;
        probe.Stop();
        var settings = Settings(free);
        Assert.Empty(ListenerCheck.Problems(settings, InheritedSockets.None));
        Assert.Empty(ListenerCheck.Problems(settings, InheritedSockets.None));
    }

    [Fact]
    public void An_address_of_another_machine_is_told() =>
        Assert.Contains("no address of this machine", Assert.Single(ListenerCheck.Problems(Settings(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 2525)), InheritedSockets.None)), StringComparison.Ordinal);

    [Fact]
    public async Task Settings_with_mistakes_are_named_and_nothing_starts()
    {
        using var run = new CommandRun();
        run.Write("gatepost.yaml", "log-dayz: 3\nlisteners: []\n");
        Assert.Equal(2, await run.RunAsync("serve"));
        Assert.Contains("gatepost.yaml:1:1: log-dayz: unknown key \"log-dayz\"; did you mean \"log-days\"?", run.Error, StringComparison.Ordinal);
        Assert.Contains("gatepost.yaml:2:12: listeners: found an empty list", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Metrics_on_an_address_that_somebody_chose_must_be_free_and_on_the_usual_one_they_may_be_missing()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var chosen = Settings(new IPEndPoint(IPAddress.Loopback, 0)) with { Metrics = new MetricsSettings((IPEndPoint)taken.LocalEndpoint) };
        Assert.StartsWith("metrics cannot be served: another program listens", Assert.Single(ListenerCheck.Problems(chosen, InheritedSockets.None)), StringComparison.Ordinal);
        using var words = new StringWriter();
        Assert.Same(chosen, ListenerCheck.WithoutTakenMetrics(chosen, words));
        Assert.Empty(words.ToString());
    }

    private static GatewaySettings Settings(IPEndPoint endPoint) =>
        GatewaySettingsLoader.Defaults(new SettingsPlace("/", "mx.example.org")) with { Listeners = [new ListenerSettings { Name = "mx", EndPoint = endPoint }], Metrics = null };
}
