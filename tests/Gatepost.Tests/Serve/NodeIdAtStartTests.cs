using Gatepost.Testing.Servers;

namespace Gatepost.Tests.Serve;

public class NodeIdAtStartTests
{
    private readonly int _port = Loopback.FreePort();

    /// <summary>Nodes that share a quarantine could not tell what is whose.</summary>
    [Fact]
    public async Task Where_nodes_share_a_database_a_node_id_that_cannot_be_read_is_told_with_its_file_and_nothing_starts()
    {
        using var run = Prepare("database: {postgresql: {host: 127.0.0.1, port: 1, password-file: password}}\n");
        Assert.Equal(1, await run.RunAsync("serve"));
        Assert.Contains($"{Path.Combine(run.Folder, ".gatepost")}/node/id, which says who this node is, can be neither read nor made:", run.Error, StringComparison.Ordinal);
    }

    /// <summary>A volume that is full lets no id be made, and has mail on it that must go on for room to come.</summary>
    [Fact]
    public async Task The_only_node_does_without()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var run = Prepare("");
        run.Stop = stop.Token;
        var serving = Task.Run(() => run.RunAsync("serve"));
        await Wait.UntilAsync(async () => serving.IsCompleted || await Loopback.IsListeningAsync(_port), TimeSpan.FromSeconds(60), () => "the gateway listens");
        await stop.CancelAsync();
        Assert.Equal(0, await serving);
    }

    private CommandRun Prepare(string database)
    {
        var run = new CommandRun();
        run.Write("gatepost.yaml", $"listeners: [{{name: mx, address: \"127.0.0.1:{_port}\"}}]\nmetrics: off\n{database}");
        run.Write("password", "secret");
        run.Write(".gatepost/node/id/not-a-file", "");
        return run;
    }
}
