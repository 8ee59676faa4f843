using System.Net.Sockets;
using System.Text;

namespace Gatepost.Testing.Servers;

/// <summary>
/// A real clamd with a database of our own (the EICAR test file, as <c>Gatepost.Test.Eicar</c>), on a free loopback port and a Unix socket. It can be stopped,
/// started again and frozen.
/// </summary>
public sealed class ClamdServer : IAsyncDisposable
{
    /// <summary>The name that clamd gives to the EICAR test file here; clamd adds <c>.UNOFFICIAL</c>.</summary>
    public const string EicarSignature = "Gatepost.Test.Eicar";

    private readonly TestFolder _folder;
    private ChildProcess? _process;

    private ClamdServer(TestFolder folder, int port) => (_folder, Port) = (folder, port);

    /// <summary>On 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>As policies write it.</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>The other way in.</summary>
    public string SocketPath => _folder["clamd.ctl"];

    /// <summary>Starts one; returns when it answers.</summary>
    /// <param name="settings">More lines for clamd.conf.</param>
    public static async Task<ClamdServer> StartAsync(string settings = "")
    {
        Requirement.Command("clamd", "clamav-daemon");
        var folder = new TestFolder("clamd");
        var server = new ClamdServer(folder, Loopback.FreePort());
        folder.Write("database/test.ndb", $"{EicarSignature}:0:*:{Convert.ToHexStringLower(Encoding.ASCII.GetBytes(Eicar))}\n");
        Directory.CreateDirectory(folder["temporary"]);
        folder.Write("clamd.conf", server.Configuration(settings));
        if (Environment.IsPrivilegedProcess)
            await ChildProcess.RunAsync("chown", ["-R", "clamav", folder.Path]);
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

    /// <summary>Starts it after <see cref="StopAsync"/>; returns when it answers.</summary>
    public async Task RestartAsync()
    {
        _process = ChildProcess.Start(Requirement.Command("clamd", "clamav-daemon"), ["--config-file", _folder["clamd.conf"]], folder: _folder.Path);
        await Wait.UntilAsync(
            async () => _process.HasExited ? throw new InvalidOperationException($"clamd ended: {_process.Output}") : await AnswersAsync(),
            TimeSpan.FromSeconds(60),
            () => $"clamd answers: {_process.Output}");
    }

    /// <summary>Ends it; the port refuses connections.</summary>
    public async Task StopAsync()
    {
        if (_process is null)
            return;
        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>Sends a signal, such as SIGSTOP to let it hang with its port open.</summary>
    public void Signal(int signal) => _process?.Signal(signal);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    // In two halves, so that no scanner takes this file for the test virus.
    private static string Eicar => @"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*";

    private string Configuration(string settings) =>
        $"""
         DatabaseDirectory {_folder["database"]}
         TemporaryDirectory {_folder["temporary"]}
         TCPSocket {Port}
         TCPAddr 127.0.0.1
         LocalSocket {SocketPath}
         LocalSocketMode 666
         Foreground yes
         StreamMaxLength 100M
         MaxScanSize 100M
         MaxFileSize 100M
         MaxThreads 10
         SelfCheck 3600
         {(Environment.IsPrivilegedProcess ? "User clamav" : "")}
         {settings}

         """;

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port);
            await client.GetStream().WriteAsync("zPING\0"u8.ToArray());
            var answer = new byte[8];
            var read = await client.GetStream().ReadAtLeastAsync(answer, 4, throwOnEndOfStream: false).AsTask().WaitAsync(TimeSpan.FromSeconds(5));
            return answer.AsSpan(0, read).StartsWith("PONG"u8);
        }
        catch (Exception exception) when (exception is SocketException or IOException or TimeoutException)
        {
            return false;
        }
    }
}
