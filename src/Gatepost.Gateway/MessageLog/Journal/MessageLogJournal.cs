using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.MessageLog.Journal;

/// <summary>
/// The local journal of the message log: one JSON line an entry, in segments. A line is with the operating system when <see cref="Append"/> returns, so
/// a kill loses none; a sync each second bounds what a power cut may cost. Callers that meet share one write. While the disk refuses, lines
/// wait in memory, up to a bound, and mail goes on.
/// </summary>
public sealed partial class MessageLogJournal : IMessageLog, IDisposable
{
    private readonly ISpoolDisk _disk;
    private readonly JournalLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentQueue<byte[]> _arrived = new();
    private readonly Lock _writing = new();
    private readonly Lock _syncing = new();
    private readonly JournalBacklog _backlog;
    private readonly List<JournalSegment> _retired = [];
    private readonly Channel<bool> _written = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ITimer _timer;
    private JournalSegment? _current;
    private long _lastNumber = -1;
    private DateTimeOffset? _failedAt;
    private bool _folderChanged;
    private long _dropped;

    /// <summary>Makes a journal in the folder <c>journal</c> of the disk; nothing is touched before the first line.</summary>
    public MessageLogJournal(ISpoolDisk disk, JournalLimits limits, TimeProvider time, ILogger<MessageLogJournal> logger)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(time);
        _disk = disk;
        _limits = limits;
        _time = time;
        _logger = logger;
        _backlog = new JournalBacklog(limits);
        _timer = time.CreateTimer(_ => Tick(), null, limits.SyncInterval, limits.SyncInterval);
    }

    /// <summary>Lines that were lost since the start, because the disk refused them for too long.</summary>
    internal long Dropped => Interlocked.Read(ref _dropped);

    /// <inheritdoc/>
    public void Append(LogEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (Serialise(entry) is not { } line)
            return;
        _arrived.Enqueue(line);
        lock (_writing)
            Drain(retry: false);
    }

    /// <summary>Completes when lines were written since the last call completed, or at once when the first call finds lines.</summary>
    internal async Task WaitForLinesAsync(CancellationToken cancellationToken)
    {
        await _written.Reader.WaitToReadAsync(cancellationToken);
        _written.Reader.TryRead(out _);
    }

    /// <summary>The segments on disk, oldest first, each with how far it may be read; null for a closed one, which may be read to its end.</summary>
    internal IReadOnlyList<(string Name, long? Readable)> Segments()
    {
        lock (_writing)
        {
            if (!FolderExists(out var names))
                return [];
            return [.. names.Where(name => JournalFolder.TryParseSegment(name, out _)).Order(StringComparer.Ordinal)
                .Select(name => (name, name == _current?.Name ? _current.Length : (long?)null))];
        }
    }

    private byte[]? Serialise(LogEntry entry)
    {
        try
        {
            var line = ToLine(entry);
            if (line.Length > _limits.LineOctets && entry is MessageLogged message)
                line = ToLine(message with { DecisionRecord = null });
            if (line.Length <= _limits.LineOctets)
                return line;
            Log.LineTooLong(_logger, entry.GetType().Name, line.Length, _limits.LineOctets);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or ArgumentException)
        {
            // The mail path must never fail because of its log.
            Log.NotSerialised(_logger, error, entry.GetType().Name);
        }
        return null;
    }

    private static byte[] ToLine(LogEntry entry)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(entry, GatepostJson.Default.LogEntry);
        Array.Resize(ref json, json.Length + 1);
        json[^1] = (byte)'\n';
        return json;
    }

    private void Drain(bool retry)
    {
        while (_arrived.TryDequeue(out var line))
            _backlog.Add(line);
        // While the disk refuses, every line would cost a failing call: the timer tries again.
        if (_backlog.IsEmpty || (_failedAt is not null && !retry))
            return;
        try
        {
            while (!_backlog.IsEmpty)
            {
                SegmentToWrite().Write(_backlog.NextChunk());
                _backlog.RemoveChunk();
            }
            if (_failedAt is not null)
                Log.WritingAgain(_logger);
            _failedAt = null;
            _written.Writer.TryWrite(true);
        }
        catch (Exception error)
        {
            // The edge of the log: whatever the disk says, it never reaches the mail path.
            if (_failedAt is null)
                Log.DiskRefuses(_logger, error, _disk.Root, _limits.BacklogOctets);
            _failedAt = _time.GetUtcNow();
        }
    }

    private JournalSegment SegmentToWrite()
    {
        var now = _time.GetUtcNow();
        if (_current is { } current && (current.Length == 0 || (current.Length < _limits.SegmentOctets && now - current.OpenedAt < _limits.SegmentAge)))
            return current;
        try
        {
            var next = OpenSegment(now);
            if (_current is { } full)
                _retired.Add(full);
            return _current = next;
        }
        catch (IOException) when (_current is not null)
        {
            // No room or no descriptor for a new file: the old one may still grow.
            return _current;
        }
    }

    private JournalSegment OpenSegment(DateTimeOffset now)
    {
        _disk.CreateFolder(JournalFolder.Name);
        if (_lastNumber < 0)
            _lastNumber = LastNumberOnDisk();
        var number = Math.Max(now.ToUnixTimeMilliseconds(), _lastNumber + 1);
        var name = JournalFolder.Segment(number);
        var file = _disk.Open(JournalFolder.PathOf(name), FileMode.CreateNew, FileAccess.ReadWrite);
        _lastNumber = number;
        _folderChanged = true;
        return new JournalSegment(name, file, now);
    }

    /// <summary>No name is used twice, not even one that was loaded and removed: the position may still speak of it.</summary>
    private long LastNumberOnDisk()
    {
        var names = _disk.List(JournalFolder.Name).Append(JournalPosition.Read(_disk)?.Segment ?? "");
        return names.Max(name => JournalFolder.TryParseSegment(name, out var number) ? number : 0);
    }

    private bool FolderExists(out IReadOnlyList<string> names)
    {
        try
        {
            names = _disk.List(JournalFolder.Name);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            names = [];
            return false;
        }
    }

    private void Tick()
    {
        if (!_syncing.TryEnter())
            return;
        try
        {
            lock (_writing)
                Drain(retry: true);
            ReportDropped();
            SyncAll();
        }
        catch (Exception error)
        {
            // The edge of the timer, where an exception would end the process.
            Log.NotSynced(_logger, error, _disk.Root);
        }
        finally
        {
            _syncing.Exit();
        }
    }

    /// <summary>Syncs without the lock of the writers: nobody who appends waits for the disk.</summary>
    private void SyncAll()
    {
        JournalSegment[] retired;
        JournalSegment? current;
        bool folderChanged;
        lock (_writing)
        {
            retired = [.. _retired];
            current = _current;
            folderChanged = _folderChanged;
            _folderChanged = false;
        }
        foreach (var segment in retired)
        {
            segment.Sync();
            lock (_writing)
                _retired.Remove(segment);
            segment.Dispose();
        }
        current?.Sync();
        if (folderChanged)
            SyncFolder();
    }

    private void SyncFolder()
    {
        try
        {
            _disk.SyncFolder(JournalFolder.Name);
        }
        catch
        {
            lock (_writing)
                _folderChanged = true;
            throw;
        }
    }

    private void ReportDropped()
    {
        long dropped;
        lock (_writing)
            dropped = _backlog.TakeDropped();
        Interlocked.Add(ref _dropped, dropped);
        if (dropped > 0)
            Log.LinesDropped(_logger, dropped);
    }

    /// <summary>Writes and syncs what is left, and closes the segment.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        Tick();
        lock (_writing)
        {
            foreach (var segment in _retired)
                segment.Dispose();
            _current?.Dispose();
            _retired.Clear();
            _current = null;
        }
    }
}
