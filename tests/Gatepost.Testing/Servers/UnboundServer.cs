using System.Net;

namespace Gatepost.Testing.Servers;

/// <summary>A real Unbound on a free loopback port that knows the records of a test and nothing else: what was not written down does not exist, and nobody outside is asked.</summary>
public sealed class UnboundServer : IAsyncDisposable
{
    /// <summary>Every question below it is refused.</summary>
    public const string Refused = "refused.example";

    private readonly TestFolder _folder;
    private ChildProcess? _process;

    private UnboundServer(TestFolder folder) => _folder = folder;

    /// <summary>Where it answers.</summary>
    public IPEndPoint EndPoint { get; } = new(IPAddress.Loopback, Loopback.FreePort());

    /// <summary>Starts one; returns when it answers.</summary>
    /// <param name="records">As in a zone file, such as <c>example.org. MX 10 mx.example.org.</c></param>
    public static async Task<UnboundServer> StartAsync(params string[] records)
    {
        var unbound = Requirement.Command("unbound", "unbound");
        var server = new UnboundServer(new TestFolder("unbound"));
        var file = server._folder.Write("unbound.conf", server.Configuration(records));
        try
        {
            server._process = ChildProcess.Start(unbound, ["-d", "-c", file], folder: server._folder.Path);
            await Wait.UntilAsync(
                async () => server._process.HasExited ? throw new InvalidOperationException(server._process.Output) : await Loopback.IsListeningAsync(server.EndPoint.Port),
                TimeSpan.FromSeconds(60), () => $"unbound answers: {server._process.Output}");
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _folder.Dispose();
    }

    private string Configuration(IEnumerable<string> records) =>
        $"""
         server:
           directory: "{_folder.Path}"
           interface: 127.0.0.1@{EndPoint.Port}
           access-control: 127.0.0.0/8 allow
           chroot: ""
           username: ""
           pidfile: "{_folder["unbound.pid"]}"
           use-syslog: no
           logfile: ""
           do-ip6: no
           module-config: "iterator"
           num-threads: 1
           local-zone: "." static
           local-zone: "{Refused}." refuse
         {string.Concat(records.Select(record => $"  local-data: '{record}'\n"))}
         remote-control:
           control-enable: no

         """;
}
