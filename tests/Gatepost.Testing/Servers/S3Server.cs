using System.Globalization;

namespace Gatepost.Testing.Servers;

/// <summary>A real S3-speaking server with a bucket of our own on a free loopback port. It can be stopped and started again; the objects stay.</summary>
public sealed class S3Server : IAsyncDisposable
{
    /// <summary>The bucket.</summary>
    public const string Bucket = "gatepost-test";

    /// <summary>Access key and secret key, which this server has built in.</summary>
    public const string Key = "S3RVER";

    private readonly TestFolder _folder = new("s3");
    private readonly int _port = Loopback.FreePort();
    private readonly string _program;
    private ChildProcess? _process;

    private S3Server(string program) => _program = program;

    /// <summary>As settings name it.</summary>
    public string EndPoint => $"http://127.0.0.1:{_port}";

    /// <summary>A file with the key, as settings name it.</summary>
    public string KeyFile => _folder["key"];

    /// <summary>Starts one; returns when it takes connections.</summary>
    public static async Task<S3Server> StartAsync()
    {
        Requirement.Command("node", "nodejs");
        var server = new S3Server(Requirement.Installed("artifacts/test-servers/s3/node_modules/s3rver/bin/s3rver.js"));
        server._folder.Write("key", Key + "\n");
        try
        {
            await server.RestartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it after <see cref="StopAsync"/>; returns when it takes connections.</summary>
    public async Task RestartAsync()
    {
        _process = ChildProcess.Start(
            Requirement.Command("node", "nodejs"),
            [_program, "-d", _folder["objects"], "-a", "127.0.0.1", "-p", _port.ToString(CultureInfo.InvariantCulture), "--configure-bucket", Bucket, "--silent"], folder: _folder.Path);
        await Wait.UntilAsync(
            async () => _process.HasExited ? throw new InvalidOperationException($"The S3 server ended: {_process.Output}") : await Loopback.IsListeningAsync(_port),
            TimeSpan.FromSeconds(60),
            () => $"the S3 server takes connections: {_process.Output}");
    }

    /// <summary>Ends it; the port refuses connections.</summary>
    public async Task StopAsync()
    {
        if (_process is null)
            return;
        _process.Signal(Signals.Kill);
        await _process.DisposeAsync();
        _process = null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }
}
