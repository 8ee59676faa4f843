using System.Net;
using System.Net.Sockets;

namespace Gatepost.Tests.Serve;

public class NodeIdAtStartTests
{
    /// <summary>Without it the quarantine would stand still, and nobody would look for the reason there.</summary>
    [Fact]
    public async Task A_node_id_that_cannot_be_read_is_told_with_its_file_and_nothing_starts()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var free = probe.LocalEndpoint;
        probe.Stop();
        using var run = new CommandRun();
        run.Write("gatepost.yaml", $"listeners: [{{name: mx, address: \"{free}\"}}]\nmetrics: off\n");
        run.Write(".gatepost/node/id/not-a-file", "");
        Assert.Equal(1, await run.RunAsync("serve"));
        Assert.Contains($"{Path.Combine(run.Folder, ".gatepost")}/node/id, which says who this node is, can be neither read nor made:", run.Error, StringComparison.Ordinal);
    }
}
