using System.Globalization;

namespace Gatepost.Testing.Servers;

/// <summary>
/// Debian's PostgreSQL with a cluster of our own on a free loopback port, started and ended by its process id. It keeps nothing through a power cut: tests
/// cut none. It can be stopped and started again; the data stays.
/// </summary>
public sealed class PostgreSqlServer : IAsyncDisposable
{
    /// <summary>The role that owns everything.</summary>
    public const string User = "gatepost";

    /// <summary>Its password.</summary>
    public const string Password = "a password that stands in no log";

    private const string ServerUser = "postgres";

    private readonly TestFolder _folder;
    private readonly string _binaries;
    private ChildProcess? _process;
    private int _databases;

    private PostgreSqlServer(TestFolder folder, string binaries) => (_folder, _binaries, Port) = (folder, binaries, Loopback.FreePort());

    /// <summary>On 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>A file with the password, as settings name it.</summary>
    public string PasswordFile => _folder["password"];

    /// <summary>What the server wrote.</summary>
    public string Log => _process?.Output ?? "";

    /// <summary>Makes a cluster and starts it; returns when it takes connections.</summary>
    public static async Task<PostgreSqlServer> StartAsync()
    {
        var binaries = Requirement.PostgreSqlFolder();
        var server = new PostgreSqlServer(new TestFolder("pg"), binaries);
        try
        {
            server._folder.Write("password", Password + "\n");
            if (Environment.IsPrivilegedProcess)
                await ChildProcess.RunAsync("chown", ["-R", ServerUser, server._folder.Path]);
            await server.InitializeAsync();
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
        string[] arguments =
        [
            "-D", _folder["cluster"], "-p", Port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
            "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off", "-c", "shared_buffers=64MB", "-c", "max_connections=200",
            "-c", "lc_messages=C", "-c", "log_lock_waits=on",
        ];
        var (program, all) = AsServerUser(Path.Combine(_binaries, "postgres"), arguments);
        _process = ChildProcess.Start(program, all, folder: _folder.Path);
        await Wait.UntilAsync(
            () => _process.HasExited
                ? throw new InvalidOperationException($"postgres ended: {_process.Output}")
                : _process.Output.Contains("ready to accept connections", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60),
            "postgres takes connections");
    }

    /// <summary>Ends it with its sessions (a fast shutdown); the port refuses connections.</summary>
    public async Task StopAsync()
    {
        if (_process is null)
            return;
        _process.Signal(Signals.Interrupt);
        await _process.Exited.WaitAsync(TimeSpan.FromSeconds(60));
        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>Makes a database, empty or as another is that nobody uses at the moment; returns its name.</summary>
    public async Task<string> CreateDatabaseAsync(string template = "template1")
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref _databases)}");
        await SqlAsync($"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy");
        return name;
    }

    /// <summary>Runs statements by psql, as a superuser; returns what it prints.</summary>
    public async Task<string> SqlAsync(string sql, string database = "postgres", string user = User)
    {
        var result = await ChildProcess.RunAsync(
            Path.Combine(_binaries, "psql"),
            ["-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", user, "-d", database, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"], sql,
            environment: new Dictionary<string, string> { ["PGPASSWORD"] = Password });
        return result.ExitCode == 0 ? result.Output.Trim() : throw new InvalidOperationException($"psql: {result.Both}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            _process.Signal(Signals.Interrupt);
        if (_process is not null)
            await _process.DisposeAsync();
        _folder.Dispose();
    }

    private async Task InitializeAsync()
    {
        var (program, arguments) = AsServerUser(
            Path.Combine(_binaries, "initdb"),
            ["-D", _folder["cluster"], "-U", User, "--pwfile", PasswordFile, "--auth=scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]);
        var made = await ChildProcess.RunAsync(program, arguments, timeout: TimeSpan.FromSeconds(120));
        if (made.ExitCode != 0)
            throw new InvalidOperationException($"initdb: {made.Both}");
    }

    /// <summary>PostgreSQL refuses to run as root. setpriv becomes the program, so that its process id is the server's.</summary>
    private static (string Program, IEnumerable<string> Arguments) AsServerUser(string program, string[] arguments) => Environment.IsPrivilegedProcess
        ? (Requirement.Command("setpriv", "util-linux"), ["--reuid", ServerUser, "--regid", ServerUser, "--init-groups", program, .. arguments])
        : (program, arguments);
}
