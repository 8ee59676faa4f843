using System.Globalization;

namespace Gatepost.Testing.Servers;

/// <summary>
/// The real binary as a process of its own, with its own data folder and settings on a free loopback port. It can be killed and started again;
/// the data stays. <see cref="DisposeAsync"/> ends it.
/// </summary>
public sealed class GatepostProcess : IAsyncDisposable
{
    // The first start on a busy machine compiles everything just in time.
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(90);

    private readonly TestFolder _folder;
    private readonly GatepostOptions _options;
    /// <summary>Its gatepost.yaml.</summary>
    public string SettingsFile { get; }

    private readonly string _policyFile;
    private readonly List<string> _logs = [];
    private ChildProcess? _process;

    private GatepostProcess(TestFolder folder, GatepostOptions options)
    {
        (_folder, _options) = (folder, options);
        Port = Loopback.FreePort();
        DataFolder = options.DataFolder ?? folder["data"];
        SettingsFile = folder.Write("gatepost.yaml", Settings());
        _policyFile = folder.Write("policy.yaml", options.Policy);
    }

    /// <summary>SMTP, on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Spool, databases, quarantine, socket.</summary>
    public string DataFolder { get; }

    /// <summary>The process id; it changes with every start.</summary>
    public int Pid => Running.Pid;

    /// <summary>True when the process has ended, by itself or otherwise.</summary>
    public bool HasExited => Running.HasExited;

    /// <summary>Of an ended process; 128 + n for signal n.</summary>
    public int ExitCode => Running.ExitCode;

    /// <summary>Ends with the process.</summary>
    public Task Exited => Running.Exited;

    /// <summary>What all incarnations wrote.</summary>
    public string Log => string.Concat(_logs) + _process?.Output;

    /// <summary>Peak resident memory of this incarnation in octets (VmHWM).</summary>
    public long PeakResidentOctets => ReadStatus("VmHWM");

    private ChildProcess Running => _process ?? throw new InvalidOperationException("The gateway was not started.");

    /// <summary>The path of the binary; <c>GATEPOST_BINARY</c> names another one.</summary>
    public static string Binary
    {
        get
        {
            if (Environment.GetEnvironmentVariable("GATEPOST_BINARY") is { Length: > 0 } binary)
                return binary;
            var bin = Path.Combine(Requirement.RepositoryRoot(), "artifacts", "bin", "Gatepost");
            return new[] { "debug", "release" }.Select(configuration => Path.Combine(bin, configuration, "gatepost")).First(File.Exists);
        }
    }

    /// <summary>Makes the folder and starts the gateway; returns when it takes connections.</summary>
    public static async Task<GatepostProcess> StartAsync(GatepostOptions options)
    {
        var gatepost = new GatepostProcess(new TestFolder("serve"), options);
        try
        {
            await gatepost.StartAsync();
            return gatepost;
        }
        catch
        {
            await gatepost.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it (again); returns when it takes connections.</summary>
    /// <param name="environment">For this incarnation only, such as a failpoint.</param>
    public async Task StartAsync(IReadOnlyDictionary<string, string>? environment = null)
    {
        await LaunchAsync(environment);
        await Wait.UntilAsync(
            async () => Running.HasExited ? throw new InvalidOperationException($"The gateway ended at once with {ExitCode}:\n{Log}") : await Loopback.IsListeningAsync(Port),
            StartTime,
            () => $"the gateway takes connections\n{Log}");
    }

    /// <summary>Starts it and does not wait.</summary>
    public async Task LaunchAsync(IReadOnlyDictionary<string, string>? environment = null)
    {
        if (_process is not null)
        {
            _logs.Add(_process.Output);
            await _process.DisposeAsync();
        }
        var all = new Dictionary<string, string>(_options.Environment);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            all[name] = value;
        _process = ChildProcess.Start(Binary, ["serve", "--config", SettingsFile, "--policy", _policyFile], all, _folder.Path);
    }

    /// <summary>SIGKILL; returns when the process is gone.</summary>
    public async Task KillAsync()
    {
        Running.Signal(Signals.Kill);
        await Running.Exited;
    }

    /// <summary>SIGTERM; returns the exit code.</summary>
    public async Task<int> TerminateAsync(TimeSpan? timeout = null)
    {
        Running.Signal(Signals.Terminate);
        await Running.Exited.WaitAsync(timeout ?? TimeSpan.FromSeconds(60));
        return Running.ExitCode;
    }

    /// <summary>Sends a signal.</summary>
    public void Signal(int signal) => Running.Signal(signal);

    /// <summary>Runs a verb against this gateway.</summary>
    public Task<ProgramResult> CommandAsync(params string[] arguments) => CommandAsync(arguments, null);

    /// <summary>Runs a verb against this gateway, with standard input.</summary>
    public Task<ProgramResult> CommandAsync(IEnumerable<string> arguments, string? input) =>
        ChildProcess.RunAsync(Binary, [.. arguments, "--data", DataFolder], input, TimeSpan.FromSeconds(90), new Dictionary<string, string> { ["NO_COLOR"] = "1" });

    /// <summary>Runs <c>reload</c> as the unit of systemd does: it knows the settings, and not where the data lies.</summary>
    public Task<ProgramResult> ReloadBySettingsAsync() =>
        ChildProcess.RunAsync(Binary, ["reload", "--config", SettingsFile], null, TimeSpan.FromSeconds(90), new Dictionary<string, string> { ["NO_COLOR"] = "1" });

    /// <summary>Puts a new policy revision in force.</summary>
    public async Task ApplyPolicyAsync(string policy)
    {
        var applied = await CommandAsync("config", "apply", _folder.Write("next-policy.yaml", policy));
        if (applied.ExitCode != 0)
            throw new InvalidOperationException($"The policy was refused: {applied.Both}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _folder.Dispose();
    }

    private string Settings() =>
        $"""
         hostname: gw.example.net
         data: {DataFolder}
         minimum-free: {_options.MinimumFree}
         metrics: {_options.Metrics}
         listeners:
           - name: mx
             address: 127.0.0.1:{Port}
             relay-networks: [{string.Join(", ", _options.RelayNetworks)}]
             max-connections-per-address: 1000
         {_options.Settings}

         """;

    private long ReadStatus(string key)
    {
        var line = File.ReadLines($"/proc/{Pid}/status").First(line => line.StartsWith(key + ":", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}

/// <summary>How a test wants its gateway.</summary>
public sealed record GatepostOptions
{
    /// <summary>The first revision, YAML.</summary>
    public required string Policy { get; init; }

    /// <summary>More lines for <c>gatepost.yaml</c>.</summary>
    public string Settings { get; init; } = "";

    /// <summary>Networks that may relay; none by default, as at an mx.</summary>
    public IReadOnlyList<string> RelayNetworks { get; init; } = [];

    /// <summary>Where metrics and health are served.</summary>
    public string Metrics { get; init; } = "off";

    /// <summary>Free room below which no mail is taken.</summary>
    public string MinimumFree { get; init; } = "10MB";

    /// <summary>A data folder elsewhere, such as on a small volume.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Environment of every incarnation.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
