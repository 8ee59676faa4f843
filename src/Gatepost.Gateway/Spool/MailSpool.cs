using System.Collections.Concurrent;
using System.Collections.Immutable;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool.Disk;
using Gatepost.Gateway.Spool.Format;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Spool;

/// <summary>
/// The durable store of accepted messages that are not yet finished. One file a message: header, content, then checksummed records
/// (<c>docs/spool.md</c>). Thread-safe; calls for one entry are put in order by the spool itself.
/// </summary>
public sealed class MailSpool
{
    private readonly ConcurrentDictionary<MailId, SpoolEntry> _entries = new();
    private readonly ConcurrentDictionary<string, CorruptSpoolFile> _corrupt = new(StringComparer.Ordinal);
    private readonly ISpoolDisk _disk;
    private readonly SpoolLimits _limits;
    private readonly TimeProvider _time;
    private readonly DiskThreads _threads;
    private readonly FolderSync _queueSync;
    private readonly SpoolHealth _health;
    private readonly SpoolCommit _commit;
    private readonly SpoolChange _change;
    private readonly SpoolContents _contents;
    private readonly SpoolMetrics? _metrics;

    /// <summary>Makes a spool; nothing is touched before <see cref="Recover"/>.</summary>
    /// <param name="disk">Rooted at the data folder; the spool keeps to its subfolder <c>spool</c>.</param>
    /// <param name="limits">Bounds.</param>
    /// <param name="time">The clock of states that the spool itself makes, and of its health.</param>
    /// <param name="failpoints">Where crash tests crash.</param>
    /// <param name="metrics">Where commits are counted; null = nobody does.</param>
    public MailSpool(ISpoolDisk disk, SpoolLimits limits, TimeProvider time, IFailpoints failpoints, SpoolMetrics? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(limits);
        (_disk, _limits, _time, _metrics) = (disk, limits, time, metrics);
        _threads = new DiskThreads(limits.DiskThreads);
        _queueSync = new FolderSync(() => SyncQueue(disk, failpoints), _threads);
        _health = new SpoolHealth(disk, limits, time);
        _commit = new SpoolCommit(disk, failpoints);
        _change = new SpoolChange(disk, failpoints);
        _contents = new SpoolContents(disk, limits);
    }

    /// <summary>A file was set aside because its content is damaged; the states of its unfinished recipients are still those of the entry.</summary>
    public event Action<SpoolEntry, CorruptSpoolFile>? SetAside;

    /// <summary>Why no mail can be taken now (volume short, disk failing), fit to show to a peer; null when healthy. Cheap.</summary>
    public string? UnhealthyReason => _health.Reason;

    /// <summary>All unfinished messages, oldest first.</summary>
    public IReadOnlyCollection<SpoolEntry> Entries => [.. _entries.Values.OrderBy(entry => entry.Id.Value)];

    /// <summary>All unfinished messages, for who counts.</summary>
    internal ICollection<SpoolEntry> Unsorted => _entries.Values;

    /// <summary>Files that were set aside as corrupt, by name, with the reason.</summary>
    public IReadOnlyCollection<CorruptSpoolFile> Corrupt => [.. _corrupt.Values.OrderBy(file => file.Name, StringComparer.Ordinal)];

    /// <summary>
    /// Reads what is there after a start: committed messages become entries, files that were never committed are removed,
    /// corrupt ones are moved to <c>corrupt/</c> and reported. Call once, before anything else.
    /// </summary>
    public SpoolRecovery Recover()
    {
        var recovery = new SpoolReopening(_disk, _limits).Run();
        foreach (var entry in recovery.Entries)
            _entries[entry.Id] = entry;
        foreach (var file in recovery.Corrupt)
            _corrupt[file.Name] = file;
        return recovery;
    }

    /// <summary>Finds an unfinished message.</summary>
    public SpoolEntry? Find(MailId id) => _entries.GetValueOrDefault(id);

    /// <summary>True while a file of the message lies set aside, or could not be read: a later start may find it whole.</summary>
    internal bool MayComeBack(MailId id) => !_corrupt.IsEmpty && _corrupt.Keys.Any(file => file.StartsWith(id.ToString(), StringComparison.Ordinal));

    /// <summary>Returns when the messages that were finished before this call stay so after a power cut; <see cref="IOException"/> when the disk refuses.</summary>
    internal Task SyncRemovalsAsync() => _queueSync.SyncAsync();

    /// <summary>Opens the place for the content of a new message. <see cref="IOException"/> when the disk refuses, here or at a later write.</summary>
    public SpoolIntake BeginIntake(MailId id) => new(id, _disk, _threads, _limits);

    /// <summary>
    /// Writes the record behind the content, syncs, renames, syncs the folder. Returns only when the message survives a power cut;
    /// <see cref="IOException"/> means that it was not taken, and nothing of it is left. The intake is closed either way. The token is looked at
    /// before the first write only.
    /// </summary>
    public async ValueTask<SpoolEntry> CommitAsync(SpoolIntake intake, SpoolRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(intake);
        ArgumentNullException.ThrowIfNull(record);
        await using var closing = intake;
        cancellationToken.ThrowIfCancellationRequested();
        if (record.Id != intake.Id || _entries.ContainsKey(record.Id))
            throw new ArgumentException("The record is of another message than the content, or the message was committed before.", nameof(record));
        ThrowOnFault(record, []);
        try
        {
            return await WriteAndSyncAsync(intake, record);
        }
        catch (Exception exception)
        {
            await _threads.RunAsync(() => _commit.Withdraw(intake));
            if (NotWritten(exception) is { } failure)
                throw failure;
            throw;
        }
    }

    /// <summary>
    /// Appends states. When every recipient is final (delivered, bounced, quarantined, deleted) the file is removed. Idempotent: what is final stays
    /// as it is, and a late "queued" of a recipient that a person has held since changes nothing.
    /// States that finish a message are not synced first, since removal follows; others are. <see cref="IOException"/> means that nothing has
    /// changed: repeat the call, not what it reports.
    /// </summary>
    public async ValueTask UpdateAsync(SpoolEntry entry, ImmutableArray<RecipientUpdate> updates, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        await entry.Turn.WaitAsync(cancellationToken);
        try
        {
            var current = entry.Current;
            ThrowOnUnknown(current.Record, updates);
            var states = RecipientStates.Apply(current.Record, current.States, updates, out var effective);
            if (!effective.IsEmpty)
                await ChangeAsync(entry, current with { States = states }, buffer => SpoolRecordWriter.States(buffer, effective, _limits));
        }
        finally
        {
            entry.Turn.Release();
        }
    }

    /// <summary>
    /// Appends a new set of copies with the states of their recipients: a release, a late decision. It is decided from what holds at that moment, while no
    /// other change can come between: a record and the updates to append, or null to change nothing. Only unfinished recipients may move; those for which the
    /// updates say nothing get the waiting state of their new copy. Returns whether something was appended. Errors as with <see cref="UpdateAsync"/>.
    /// </summary>
    public async ValueTask<bool> ReplaceCopiesAsync(
        SpoolEntry entry, Func<SpoolSnapshot, SpoolSnapshot?> decide, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(decide);
        await entry.Turn.WaitAsync(cancellationToken);
        try
        {
            var current = entry.Current;
            if (entry.IsFinished || decide(current) is not { } decided)
                return false;
            var record = decided.Record;
            if (record.Id != entry.Id || record.Envelope.Recipients.Length != current.States.Length)
                throw new ArgumentException("The copies are of another message.", nameof(decide));
            ThrowOnFault(record, current.States);
            ThrowOnUnknown(record, decided.States);
            var updates = RecipientStates.Complete(record, current.States, decided.States, _time.GetUtcNow());
            var states = RecipientStates.Apply(record, current.States, updates, out var effective);
            await ChangeAsync(entry, new SpoolSnapshot(record, states), buffer => SpoolRecordWriter.Copies(buffer, record, effective, _limits));
            return true;
        }
        finally
        {
            entry.Turn.Release();
        }
    }

    /// <summary>
    /// The original octets, readable until the entry is finished; a reader that is open then stays valid. Nothing that is damaged is given out: small
    /// content is checked against its SHA-256 whenever it is read back, large content when it is opened for the first time after a start.
    /// <see cref="SpoolDamageException"/> when the check fails: the file was set aside, see <see cref="SetAside"/>.
    /// </summary>
    public MessageContent OpenContent(SpoolEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (_contents.Open(entry, out var fault) is { } content)
            return content;
        PutAside(entry, fault);
        throw new SpoolDamageException($"The spool file of {entry.Id} {fault}.");
    }

    private async Task<SpoolEntry> WriteAndSyncAsync(SpoolIntake intake, SpoolRecord record)
    {
        var began = _time.GetTimestamp();
        var content = intake.Complete();
        var length = default(StoredLength);
        await _threads.RunAsync(() => length = _commit.Write(intake, record, content));
        await _queueSync.SyncAsync();
        var entry = new SpoolEntry(new SpoolSnapshot(record, RecipientStates.Initial(record)), intake.Place, length, content.Sha256)
        {
            IsVerified = true,
            Kept = content.TryGetMemory(out _) ? new WeakReference<MessageContent>(content) : null,
        };
        _entries[entry.Id] = entry;
        _metrics?.Committed(_time.GetElapsedTime(began));
        return entry;
    }

    private async Task ChangeAsync(SpoolEntry entry, SpoolSnapshot next, Action<PooledOctets> write)
    {
        if (entry.IsFinished && entry.Place.IsQueued)
            return;
        using var buffer = new PooledOctets(512);
        write(buffer);
        var finishes = next.IsFinal && entry.Place.IsQueued;
        try
        {
            await _threads.RunAsync(() =>
            {
                if (finishes)
                    _change.Finish(entry, buffer.Written);
                else
                    _change.Append(entry, buffer.Written);
            });
        }
        catch (Exception exception) when (NotWritten(exception) is { } failure)
        {
            throw failure;
        }
        entry.Current = next;
        if (!finishes)
            return;
        entry.IsFinished = true;
        _entries.TryRemove(entry.Id, out _);
    }

    private void PutAside(SpoolEntry entry, string fault)
    {
        entry.Turn.Wait();
        try
        {
            if (!_entries.TryRemove(entry.Id, out _))
                return;
            entry.IsFinished = true;
            var file = MoveAside(entry, fault);
            _corrupt[file.Name] = file;
            SetAside?.Invoke(entry, file);
        }
        finally
        {
            entry.Turn.Release();
        }
    }

    private CorruptSpoolFile MoveAside(SpoolEntry entry, string fault)
    {
        var name = entry.Id.ToString();
        try
        {
            name = SetAsideFolder.FreeName(_disk, name);
            entry.Place.Move(_disk, $"{SpoolFilePlace.Corrupt}/{name}");
            SetAsideFolder.Sync(_disk);
            return new CorruptSpoolFile(name, fault);
        }
        catch (Exception exception) when (NotWritten(exception) is { } failure)
        {
            return new CorruptSpoolFile(name, $"{fault}; it could not be moved ({failure.Message})");
        }
    }

    /// <summary>The error as the contract names it, or null when it is not the disk's.</summary>
    private IOException? NotWritten(Exception exception)
    {
        if (exception is not (IOException or UnauthorizedAccessException))
            return null;
        _health.Failed();
        return new IOException(exception.Message, exception);
    }

    private static void SyncQueue(ISpoolDisk disk, IFailpoints failpoints)
    {
        failpoints.Hit(FailpointNames.BeforeFolderSync);
        disk.SyncFolder(SpoolFilePlace.Queue);
        failpoints.Hit(FailpointNames.AfterFolderSync);
    }

    private static void ThrowOnFault(SpoolRecord record, ImmutableArray<RecipientUpdate> states)
    {
        if (RecipientStates.Fault(record, states) is { } fault)
            throw new ArgumentException($"Message {record.Id} {fault}.", nameof(record));
    }

    private static void ThrowOnUnknown(SpoolRecord record, ImmutableArray<RecipientUpdate> updates)
    {
        foreach (var update in updates)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)update.Recipient, (uint)record.Envelope.Recipients.Length, nameof(updates));
    }
}
