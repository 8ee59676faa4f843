using System.Data.Common;
using System.Text.Json;
using Gatepost.Gateway.MessageLog.Journal;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.MessageLog.Loading;

/// <summary>
/// Carries lines from the journal into the <see cref="ILogStore"/>. With the store away it waits, for hours if need be, and the journal keeps the lines;
/// a segment is removed only after all of it was loaded.
/// </summary>
public sealed partial class MessageLogLoader : BackgroundService
{
    private readonly MessageLogJournal _journal;
    private readonly ILogStore _store;
    private readonly ISpoolDisk _disk;
    private readonly JournalLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly BadLines _badLines;
    private readonly SemaphoreSlim _loading = new(1, 1);
    private int _failures;
    private long _failingSince;

    /// <summary>Makes a loader; loading begins when the host starts, or with <see cref="FlushAsync"/>.</summary>
    public MessageLogLoader(
        MessageLogJournal journal, ILogStore store, ISpoolDisk disk, JournalLimits limits, TimeProvider time, ILogger<MessageLogLoader> logger)
    {
        _journal = journal;
        _store = store;
        _disk = disk;
        _limits = limits;
        _time = time;
        _logger = logger;
        _badLines = new BadLines(disk, time, logger);
    }

    /// <summary>
    /// Loads everything that was appended before the call, so that a search sees it. Throws what the store throws when it is away; the lines stay
    /// in the journal then.
    /// </summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        try
        {
            var position = JournalPosition.Read(_disk);
            foreach (var (segment, readable) in _journal.Segments())
                await LoadSegmentAsync(segment, position?.Segment == segment ? position.Offset : 0, readable, cancellationToken);
            _failures = 0;
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>How long the store has refused lines; zero while it takes them.</summary>
    internal TimeSpan Failing => Interlocked.Read(ref _failingSince) is var since and not 0 ? _time.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Octets of the journal that are not in the store yet; 0 while the journal's folder cannot be read.</summary>
    internal long LagOctets()
    {
        try
        {
            var position = JournalPosition.Read(_disk);
            return _journal.Segments().Sum(segment => LengthOf(segment.Name, segment.Readable) - (segment.Name == position?.Segment ? position.Offset : 0));
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LoadWhatIsThereAsync(stoppingToken);
                await _journal.WaitForLinesAsync(stoppingToken);
                await Task.Delay(LoaderLimits.BatchTime, _time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task LoadWhatIsThereAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await FlushAsync(cancellationToken);
                Interlocked.Exchange(ref _failingSince, 0);
                return;
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                // The edge of this worker: whatever the store or the disk says, the lines stay where they are and are tried again.
                Interlocked.CompareExchange(ref _failingSince, _time.GetTimestamp(), 0);
                var wait = LoaderLimits.WaitAfter(++_failures);
                Log.StoreAway(_logger, error, wait);
                await Task.Delay(wait, _time, cancellationToken);
            }
        }
    }

    private long LengthOf(string segment, long? readable)
    {
        if (readable is { } length)
            return length;
        using var file = _disk.Open(JournalFolder.PathOf(segment), FileMode.Open, FileAccess.Read);
        return file.Length;
    }

    private async Task LoadSegmentAsync(string segment, long start, long? readable, CancellationToken cancellationToken)
    {
        if (readable != start)
        {
            using var file = _disk.Open(JournalFolder.PathOf(segment), FileMode.Open, FileAccess.Read);
            var reader = new JournalReader(file, start, readable, _limits);
            while (reader.ReadLines(LoaderLimits.BatchLines) is { Count: > 0 } lines)
            {
                await LoadBatchAsync(segment, lines, cancellationToken);
                new JournalPosition(segment, reader.Offset).Write(_disk);
            }
        }
        if (readable is null)
            _disk.Delete(JournalFolder.PathOf(segment));
    }

    private async Task LoadBatchAsync(string segment, List<JournalLine> lines, CancellationToken cancellationToken)
    {
        var (entries, places) = Parse(segment, lines);
        if (entries.Count == 0)
            return;
        try
        {
            await _store.LoadAsync(entries, cancellationToken);
        }
        catch (Exception error) when (!IsAway(error) && !cancellationToken.IsCancellationRequested)
        {
            await LoadOneByOneAsync(segment, entries, places, cancellationToken);
        }
    }

    /// <summary>
    /// The store or its disk is the trouble, and not a line: a lock, a full volume, a server that restarts, a file of another owner. Nothing is set aside for
    /// that, however long it lasts.
    /// </summary>
    private static bool IsAway(Exception error) =>
        error is DbException or IOException or UnauthorizedAccessException or TimeoutException or OperationCanceledException or ObjectDisposedException;

    private (List<LogEntry> Entries, List<JournalLine> Places) Parse(string segment, List<JournalLine> lines)
    {
        var (entries, places) = (new List<LogEntry>(lines.Count), new List<JournalLine>(lines.Count));
        foreach (var line in lines)
        {
            try
            {
                entries.Add(JsonSerializer.Deserialize(line.Octets.Span, GatepostJson.Default.LogEntry) ?? throw new JsonException("it is null"));
                places.Add(line);
            }
            catch (Exception error) when (error is JsonException or NotSupportedException)
            {
                _badLines.Add(segment, line, error.Message);
            }
        }
        return (entries, places);
    }

    /// <summary>Some line of a batch is the trouble: it is found and set aside, so that it cannot hold up all others for ever.</summary>
    private async Task LoadOneByOneAsync(string segment, List<LogEntry> entries, List<JournalLine> places, CancellationToken cancellationToken)
    {
        for (var index = 0; index < entries.Count; index++)
        {
            try
            {
                await _store.LoadAsync([entries[index]], cancellationToken);
            }
            catch (Exception refusal) when (!IsAway(refusal) && !cancellationToken.IsCancellationRequested)
            {
                _badLines.Add(segment, places[index], refusal.Message);
            }
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _loading.Dispose();
        base.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "The message log cannot be loaded now; its lines wait in the journal, and it is tried again in {Wait}. Mail goes on.")]
        public static partial void StoreAway(ILogger logger, Exception error, TimeSpan wait);
    }
}
