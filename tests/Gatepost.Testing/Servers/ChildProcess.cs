using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Gatepost.Testing.Servers;

/// <summary>A program that a test started. It is ended by its process id, at the latest when this process ends.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Task _exited;

    private ChildProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.Start();
        Pid = process.Id;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        _exited = process.WaitForExitAsync();
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
    }

    /// <summary>The process id.</summary>
    public int Pid { get; }

    /// <summary>True once it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Ends when the process has ended and all its output was read.</summary>
    public Task Exited => _exited;

    /// <summary>Of an ended process; 128 + n for signal n.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Standard output and error so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Starts a server.</summary>
    public static ChildProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        // ./test ends what carries this mark, should the test process itself be killed.
        start.Environment["GATEPOST_TEST_SERVER"] = "1";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new ChildProcess(new Process { StartInfo = start });
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<ProgramResult> RunAsync(
        string program, IEnumerable<string> arguments, string? input = null, TimeSpan? timeout = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync().WaitAsync(timeout ?? TimeSpan.FromSeconds(60));
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw new TimeoutException($"{program} {string.Join(' ', start.ArgumentList)} did not end.");
        }
        return new ProgramResult(process.ExitCode, await output, await error);
    }

    /// <summary>Sends a signal; no error when the process is gone.</summary>
    public void Signal(int signal) => SendSignal(Pid, signal);

    /// <summary>SIGKILL to a process that this class started, or to a server that such a process started.</summary>
    public static void SendSignal(int pid, int signal)
    {
        if (pid > 1)
            _ = NativeMethods.Kill(pid, signal);
    }

    /// <summary>SIGTERM, and SIGKILL when that does not help in time.</summary>
    public async Task StopAsync(TimeSpan? timeout = null)
    {
        if (!HasExited)
            Signal(Signals.Terminate);
        try
        {
            await _exited.WaitAsync(timeout ?? TimeSpan.FromSeconds(40));
        }
        catch (TimeoutException)
        {
            Signal(Signals.Kill);
            await _exited;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        _process.Dispose();
    }

    private void KillAtExit(object? sender, EventArgs e)
    {
        if (!_process.HasExited)
            Signal(Signals.Kill);
    }

    private void Append(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
    }

    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern int Kill(int pid, int signal);
    }
}

/// <summary>Numbers of signals on Linux.</summary>
public static class Signals
{
    /// <summary>SIGINT.</summary>
    public const int Interrupt = 2;

    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;

    /// <summary>SIGHUP.</summary>
    public const int HangUp = 1;

    /// <summary>SIGTERM.</summary>
    public const int Terminate = 15;

    /// <summary>SIGCONT.</summary>
    public const int Continue = 18;

    /// <summary>SIGSTOP.</summary>
    public const int Stop = 19;
}

/// <summary>How a program ended.</summary>
public sealed record ProgramResult(int ExitCode, string Output, string Error)
{
    /// <summary>Output and error, for messages.</summary>
    public string Both => Output + Error;
}
