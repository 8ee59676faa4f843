using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Gatepost.Mail.Extraction;

namespace Gatepost.Gateway.Extraction;

/// <summary>One worker process with its scratch folder. Used by one file at a time.</summary>
internal sealed class ExtractorWorker : IDisposable
{
    private const int HelloOctets = 65_536;

    private readonly Process _process;
    private readonly ExtractorLimits _limits;
    private readonly TimeProvider _time;
    private int _jobs;
    private TimeSpan _cpuAtRest;

    private ExtractorWorker(Process process, string scratch, ExtractorLimits limits, TimeProvider time)
    {
        _process = process;
        _limits = limits;
        _time = time;
        Scratch = scratch;
    }

    /// <summary>The worker's folder; each job has one of its own within.</summary>
    public string Scratch { get; }

    /// <summary>What the worker said when it was ready.</summary>
    public ExtractorHello? Hello { get; private set; }

    /// <summary>True once it must not be given another file.</summary>
    public bool IsSpent { get; private set; }

    /// <summary>Starts a process and waits until it is ready; null with the reason where it is not.</summary>
    public static async Task<(ExtractorWorker? Worker, string Error)> StartAsync(
        ExtractorCommand command, string scratch, ExtractorLimits limits, TimeProvider time, CancellationToken cancellationToken)
    {
        Process process;
        try
        {
            Directory.CreateDirectory(scratch, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            process = Process.Start(ToStart(command, scratch, limits))!;
        }
        catch (Exception error) when (error is Win32Exception or IOException or UnauthorizedAccessException)
        {
            return (null, $"{command.FileName} could not be started: {error.Message}");
        }
        var worker = new ExtractorWorker(process, scratch, limits, time);
        _ = worker.DrainErrorsAsync();
        var problem = "";
        try
        {
            problem = await worker.GreetAsync(cancellationToken).ConfigureAwait(false);
            return problem is null ? (worker, "") : (null, problem);
        }
        finally
        {
            // Also where whoever waits for it went away: nobody else knows of the process.
            if (problem is not null)
                worker.Dispose();
        }
    }

    /// <summary>False where it cannot be given the file that waits: it died while it had nothing to do, or said something that nobody asked for and the next file would take for its answer.</summary>
    public bool IsReady => !_process.HasExited && PipeOctets.Waiting(_process.StandardOutput.BaseStream) == 0;

    /// <summary>It has nothing to do now. One that has grown is replaced: those that rest and those that work share one bound of memory.</summary>
    public void Rest()
    {
        if (IsSpent || ProcessUsage.Read(_process.Id) is not { } usage)
            return;
        _cpuAtRest = usage.Cpu;
        IsSpent = usage.Resident > _limits.RestingOctets || usage.Cpu > _limits.WholeCpu;
    }

    /// <summary>Ends it where it works although nobody asked: one that was taken over may wait for its answer to be taken first.</summary>
    public void EndIfBusy()
    {
        if (ProcessUsage.Read(_process.Id) is { } usage && (usage.Resident > _limits.MemoryOctets || usage.Cpu - _cpuAtRest > _limits.RestingCpu))
            Kill();
    }

    /// <summary>Opens one file, which lies in the job's folder already. Whatever ends badly spends the worker.</summary>
    public async Task<(ExtractionOutcome Outcome, ExtractionAnswer? Answer, string Reason)> AskAsync(ExtractionRequest request, CancellationToken cancellationToken)
    {
        IsSpent = ++_jobs >= _limits.JobsPerWorker;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var watch = new ExtractorWatch(_process, request.Budget, _limits, _time, end);
        try
        {
            await PipeFrames.WriteAsync(
                _process.StandardInput.BaseStream, JsonSerializer.SerializeToUtf8Bytes(request, ExtractionJson.Default.ExtractionRequest), end.Token).ConfigureAwait(false);
            var frame = await PipeFrames.ReadAsync(_process.StandardOutput.BaseStream, _limits.AnswerOctets, end.Token).ConfigureAwait(false);
            if (frame.Octets is { } octets && ExtractionAnswerReader.Read(octets, request) is { } answer)
                return (ExtractionOutcome.Done, answer, "");
            return Spend(ExtractionOutcome.Failed, frame switch
            {
                { IsTooLong: true } => "the process that opened it has more to say than is taken from it",
                { Octets: not null } => "the process that opened it gave an answer that cannot be read",
                _ => await DeathAsync(cancellationToken).ConfigureAwait(false),
            });
        }
        catch (IOException)
        {
            return Spend(ExtractionOutcome.Failed, await DeathAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Spend(watch.IsTimeOut ? ExtractionOutcome.TimedOut : ExtractionOutcome.Failed, watch.Reason);
        }
        catch (OperationCanceledException)
        {
            IsSpent = true;
            throw;
        }
    }

    /// <summary>Ends it, and removes all that it wrote.</summary>
    public void Dispose()
    {
        Kill();
        // What is killed is gone within milliseconds, and can then put nothing more into its folder.
        _process.WaitForExit(_limits.Grace);
        _process.Dispose();
        try
        {
            Directory.Delete(Scratch, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It goes with the pool's, or at its next start.
        }
    }

    private void Kill()
    {
        try
        {
            if (!_process.HasExited)
                _process.Kill();
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception)
        {
            // It ended by itself in between.
        }
    }

    private static ProcessStartInfo ToStart(ExtractorCommand command, string scratch, ExtractorLimits limits)
    {
        var start = new ProcessStartInfo(command.FileName, [.. command.Arguments, scratch])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = scratch,
        };
        // Nothing of our environment, which may hold secrets, goes along.
        var root = Environment.GetEnvironmentVariable("DOTNET_ROOT");
        start.Environment.Clear();
        if (root is not null)
            start.Environment["DOTNET_ROOT"] = root;
        start.Environment["HOME"] = scratch;
        start.Environment["TMPDIR"] = scratch;
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["DOTNET_GCHeapHardLimit"] = limits.HeapOctets.ToString("x", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        // No socket of a debugger, no dump of what was in a mail.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        return start;
    }

    private async Task<string?> GreetAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_limits.StartDeadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var frame = await PipeFrames.ReadAsync(_process.StandardOutput.BaseStream, HelloOctets, either.Token).ConfigureAwait(false);
            Hello = frame.Octets is { } octets ? JsonSerializer.Deserialize(octets, ExtractionJson.Default.ExtractorHello) : null;
            return Hello switch
            {
                null => await DeathAsync(cancellationToken).ConfigureAwait(false),
                { Protocol: not ExtractorHello.CurrentProtocol } or { Types.IsDefaultOrEmpty: true } => "the worker is of another version",
                _ => null,
            };
        }
        catch (Exception error) when (error is JsonException or IOException)
        {
            return "the worker's greeting cannot be read";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return string.Create(CultureInfo.InvariantCulture, $"the worker was not ready within {_limits.StartDeadline.TotalSeconds} seconds");
        }
    }

    private (ExtractionOutcome, ExtractionAnswer?, string) Spend(ExtractionOutcome outcome, string reason)
    {
        IsSpent = true;
        return (outcome, null, reason);
    }

    /// <summary>The pipe ended: a broken pipe is seen a moment before the process is gone.</summary>
    private async Task<string> DeathAsync(CancellationToken cancellationToken)
    {
        using var soon = new CancellationTokenSource(_limits.Grace, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(soon.Token, cancellationToken);
        try
        {
            await _process.WaitForExitAsync(either.Token).ConfigureAwait(false);
            return string.Create(CultureInfo.InvariantCulture, $"the process that opened it died (exit code {_process.ExitCode})");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "the process that opened it closed its pipe";
        }
    }

    /// <summary>What a dying runtime says can be megabytes of stack: read, so that it does not block, and dropped.</summary>
    private async Task DrainErrorsAsync()
    {
        try
        {
            await _process.StandardError.BaseStream.CopyToAsync(Stream.Null).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The process is gone.
        }
    }
}
