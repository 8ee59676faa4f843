using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using Gatepost.Mail.Extraction;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Extraction;

/// <summary>
/// A few jailed processes that open files. What takes one down costs its own file an answer, and the pool starts another. Thread-safe.
/// </summary>
public sealed partial class ExtractorPool : IFileExtractor, IAsyncDisposable
{
    private readonly ExtractorCommand _command;
    private readonly ExtractorLimits _limits;
    private readonly string _scratch;
    private readonly TimeProvider _time;
    private readonly ILogger<ExtractorPool> _logger;
    private readonly SemaphoreSlim _slots;
    // Many messages at once must not start as many processes to hear the same.
    private readonly SemaphoreSlim _first = new(1);
    private readonly ConcurrentStack<ExtractorWorker> _idle = new();
    private readonly ITimer _watch;
    private int _jobs;
    private int _workers;
    private long _failedAt;
    private int _hasFailed;
    private int _hasGreeted;
    private FrozenSet<string>? _types;
    private int _isDisposed;

    /// <summary>Nothing is started before the first file.</summary>
    /// <param name="command">How a worker is started.</param>
    /// <param name="limits">Bounds.</param>
    /// <param name="scratch">A folder of the pool's own; what an earlier life left in it is removed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public ExtractorPool(ExtractorCommand command, ExtractorLimits limits, string scratch, TimeProvider time, ILogger<ExtractorPool> logger)
    {
        ArgumentNullException.ThrowIfNull(limits);
        _command = command;
        _limits = limits;
        _scratch = scratch;
        _time = time;
        _logger = logger;
        _slots = new SemaphoreSlim(limits.Workers > 0 ? limits.Workers : Math.Max(2, Environment.ProcessorCount));
        _watch = time.CreateTimer(_ => LookAtIdle(), null, limits.RestingInterval, limits.RestingInterval);
    }

    /// <summary>What the last worker that started said of its cage; null before the first.</summary>
    public ExtractorHello? Cage { get; private set; }

    /// <summary>Why the last worker that was tried did not start; empty where it did.</summary>
    public string Trouble { get; private set; } = "";

    /// <summary>Where it is counted; null = nowhere.</summary>
    public ExtractionMetrics? Metrics { get; init; }

    /// <summary>What the workers open. Starts one where none was started yet.</summary>
    public async ValueTask<FrozenSet<string>?> TypesAsync(CancellationToken cancellationToken)
    {
        if (_types is not null)
            return _types;
        await _first.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_types is null && await StartAsync(cancellationToken).ConfigureAwait(false) is { Worker: { } worker })
                Return(worker);
            return _types;
        }
        finally
        {
            _first.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<FileExtraction> ExtractAsync(FileToExtract file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        var since = _time.GetTimestamp();
        if (!await _slots.WaitAsync(_limits.WaitForWorker, cancellationToken).ConfigureAwait(false))
            return Unavailable(string.Create(CultureInfo.InvariantCulture, $"no worker that opens files was free within {_limits.WaitForWorker.TotalSeconds} seconds"));
        Metrics?.Waited(_time.GetElapsedTime(since));
        try
        {
            var (worker, error) = TakeIdle() is { } idle ? (idle, "") : await StartAsync(cancellationToken).ConfigureAwait(false);
            return worker is null ? Unavailable(error) : await ExtractAsync(worker, file, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Ends all workers.</summary>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return ValueTask.CompletedTask;
        _watch.Dispose();
        while (_idle.TryPop(out var worker))
            worker.Dispose();
        RemoveScratch();
        return ValueTask.CompletedTask;
    }

    private async Task<FileExtraction> ExtractAsync(ExtractorWorker worker, FileToExtract file, CancellationToken cancellationToken)
    {
        var request = file.Request with { Job = Interlocked.Increment(ref _jobs) };
        JobFolderLease? folder = null;
        var isKept = false;
        try
        {
            folder = await JobFolderLease.CreateAsync(worker.Scratch, request.Job, file.Open, request.Budget.Files, cancellationToken).ConfigureAwait(false);
            var start = _time.GetTimestamp();
            var (outcome, answer, reason) = await worker.AskAsync(request, cancellationToken).ConfigureAwait(false);
            if (outcome == ExtractionOutcome.Done)
                (outcome, answer, reason) = TakeAway(folder, answer);
            isKept = outcome == ExtractionOutcome.Done;
            Metrics?.Opened(outcome, _time.GetElapsedTime(start));
            if (!isKept)
                Log.Failed(_logger, file.Sha256, reason);
            return new FileExtraction(outcome, answer, reason, _time.GetElapsedTime(start), isKept ? folder : null);
        }
        finally
        {
            Return(worker);
            if (!isKept)
                folder?.Dispose();
        }
    }

    private (ExtractionOutcome, ExtractionAnswer?, string) TakeAway(JobFolderLease folder, ExtractionAnswer? answer)
    {
        try
        {
            folder.TakeAway(Path.Combine(_scratch, "kept"));
            return (ExtractionOutcome.Done, answer, "");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (ExtractionOutcome.Failed, null, $"what it holds could not be kept: {error.Message}");
        }
    }

    private ExtractorWorker? TakeIdle()
    {
        while (_idle.TryPop(out var worker))
        {
            if (worker.IsReady)
                return worker;
            worker.Dispose();
        }
        return null;
    }

    private void LookAtIdle()
    {
        foreach (var worker in _idle)
            worker.EndIfBusy();
    }

    private async Task<(ExtractorWorker? Worker, string Error)> StartAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _hasFailed) != 0 && _time.GetElapsedTime(Volatile.Read(ref _failedAt)) < _limits.RestartPause)
            return (null, "the workers that open files do not start; see the log");
        var number = Interlocked.Increment(ref _workers);
        if (number == 1)
            RemoveScratch();
        var folder = Path.Combine(_scratch, string.Create(CultureInfo.InvariantCulture, $"w{number}"));
        var (worker, error) = await ExtractorWorker.StartAsync(_command, folder, _limits, _time, cancellationToken).ConfigureAwait(false);
        if (worker is null)
        {
            Volatile.Write(ref _failedAt, _time.GetTimestamp());
            Volatile.Write(ref _hasFailed, 1);
            Trouble = error;
            Log.NotStarted(_logger, error);
            return (null, $"no worker that opens files could be started: {error}");
        }
        Volatile.Write(ref _hasFailed, 0);
        Trouble = "";
        Metrics?.Started();
        Greet(worker.Hello!);
        return (worker, "");
    }

    private void Greet(ExtractorHello hello)
    {
        Cage = hello;
        _types ??= hello.Types.ToFrozenSet(StringComparer.Ordinal);
        if (Interlocked.Exchange(ref _hasGreeted, 1) != 0)
            return;
        var words = CageWords.Of(hello);
        if (CageWords.IsTight(hello))
            Log.Isolated(_logger, words);
        else
            Log.LooselyIsolated(_logger, words);
    }

    private void Return(ExtractorWorker worker)
    {
        worker.Rest();
        if (!worker.IsSpent && Volatile.Read(ref _isDisposed) == 0)
        {
            _idle.Push(worker);
            // Disposal may have passed by in between.
            if (Volatile.Read(ref _isDisposed) == 0 || !_idle.TryPop(out worker!))
                return;
        }
        worker.Dispose();
    }

    private void RemoveScratch()
    {
        try
        {
            if (Directory.Exists(_scratch))
                Directory.Delete(_scratch, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Log.ScratchKept(_logger, _scratch, error.Message);
        }
    }

    private static FileExtraction Unavailable(string reason) => new(ExtractionOutcome.Unavailable, null, reason, TimeSpan.Zero, null);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Files are opened in processes of their own, {Isolation}")]
        public static partial void Isolated(ILogger logger, string isolation);

        [LoggerMessage(2, LogLevel.Warning, "Files are opened in processes of their own, but this kernel locks them in only so far: {Isolation}")]
        public static partial void LooselyIsolated(ILogger logger, string isolation);

        [LoggerMessage(3, LogLevel.Error, "A worker that opens files did not start: {Reason}")]
        public static partial void NotStarted(ILogger logger, string reason);

        [LoggerMessage(4, LogLevel.Warning, "A file (SHA-256 {Sha256}) could not be opened: {Reason}")]
        public static partial void Failed(ILogger logger, string sha256, string reason);

        [LoggerMessage(5, LogLevel.Warning, "The scratch folder {Folder} could not be removed: {Reason}")]
        public static partial void ScratchKept(ILogger logger, string folder, string reason);
    }
}
