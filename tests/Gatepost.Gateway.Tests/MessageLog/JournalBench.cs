using System.Text;
using System.Text.Json;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.MessageLog.Journal;
using Gatepost.Gateway.MessageLog.Loading;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Testing.Disk;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Gatepost.Gateway.Tests.MessageLog;

/// <summary>A journal on a disk that fails on request, its loader, and a store that remembers.</summary>
internal sealed class JournalBench : IDisposable
{
    private readonly List<MessageLogJournal> _journals = [];

    public JournalBench(FaultyDisk? disk = null, JournalLimits? limits = null)
    {
        Disk = disk ?? new FaultyDisk();
        Limits = limits ?? new JournalLimits();
        Journal = OpenJournal();
        Loader = OpenLoader();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));

    public FaultyDisk Disk { get; private set; }

    public JournalLimits Limits { get; }

    public MessageLogJournal Journal { get; private set; }

    public MessageLogLoader Loader { get; private set; }

    public RecordingLogStore Store { get; } = new();

    /// <summary>What the next process finds.</summary>
    public void Restart(FaultyDisk disk)
    {
        Disk = disk;
        Journal = OpenJournal();
        Loader = OpenLoader();
    }

    public StatusLogged Append(int number)
    {
        var entry = new StatusLogged
        {
            At = Time.GetUtcNow(), MailId = MailId.New(Time), Recipient = number, Status = RecipientStatus.Delivered, Note = $"n{number}",
        };
        Journal.Append(entry);
        return entry;
    }

    public void AppendMany(int from, int to)
    {
        for (var number = from; number < to; number++)
            Append(number);
    }

    /// <summary>The numbers of the lines in all segments of a disk, in order.</summary>
    public static List<int> NumbersOn(FaultyDisk disk) =>
    [
        .. disk.List("journal").Where(name => name.StartsWith("journal-", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .SelectMany(name => Encoding.UTF8.GetString(disk.Peek($"journal/{name}")!).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(line => ((StatusLogged)JsonSerializer.Deserialize(line, GatepostJson.Default.LogEntry)!).Recipient),
    ];

    /// <summary>Where lines of the day are set aside.</summary>
    public string BadLines => JournalFolder.BadLines(DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime));

    public int SegmentCount => Disk.List("journal").Count(name => name.StartsWith("journal-", StringComparison.Ordinal));

    private MessageLogJournal OpenJournal()
    {
        var journal = new MessageLogJournal(Disk, Limits, Time, NullLogger<MessageLogJournal>.Instance);
        _journals.Add(journal);
        return journal;
    }

    private MessageLogLoader OpenLoader() => new(Journal, Store, Disk, Limits, Time, NullLogger<MessageLogLoader>.Instance);

    public void Dispose()
    {
        foreach (var journal in _journals)
            journal.Dispose();
        Loader.Dispose();
    }
}

/// <summary>A store that keeps what it is given, and refuses on request.</summary>
internal sealed class RecordingLogStore : ILogStore
{
    private readonly Lock _lock = new();
    private readonly List<LogEntry> _loaded = [];

    /// <summary>Asked before each load; an exception is thrown by it.</summary>
    public Func<IReadOnlyList<LogEntry>, Exception?>? Refusal { get; set; }

    public int Calls { get; private set; }

    public List<int> Numbers
    {
        get
        {
            lock (_lock)
                return [.. _loaded.OfType<StatusLogged>().Select(entry => entry.Recipient)];
        }
    }

    public Task LoadAsync(IReadOnlyList<LogEntry> entries, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Calls++;
            if (Refusal?.Invoke(entries) is { } refusal)
                return Task.FromException(refusal);
            _loaded.AddRange(entries);
            return Task.CompletedTask;
        }
    }

    public Task<LoggedMessage?> FindAsync(MailId id, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var message = _loaded.OfType<MessageLogged>().FirstOrDefault(entry => entry.MailId == id);
            return Task.FromResult(message is null ? null : new LoggedMessage(message, [], []));
        }
    }

    /// <summary>Its day was removed.</summary>
    public void Forget(MailId id)
    {
        lock (_lock)
            _loaded.RemoveAll(entry => entry is MessageLogged message && message.MailId == id);
    }

    /// <summary>The books of what was loaded: the newest state of each recipient of each accepted message.</summary>
    public Task<LogBooks> BooksAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var messages = _loaded.OfType<MessageLogged>().Where(entry => entry.Accepted).DistinctBy(entry => entry.MailId).ToList();
            var states = messages.SelectMany(message => message.Recipients.Select((recipient, index) => StateOf(message, recipient, index))).ToList();
            return Task.FromResult(new LogBooks(
                states.Count, Count(RecipientStatus.Queued), Count(RecipientStatus.Held), Count(RecipientStatus.Delivered),
                Count(RecipientStatus.Bounced), Count(RecipientStatus.Quarantined), Count(RecipientStatus.Deleted)));

            long Count(RecipientStatus status) => states.Count(state => state == status);
        }
    }

    private RecipientStatus? StateOf(MessageLogged message, RecipientLogged recipient, int index) =>
        _loaded.OfType<StatusLogged>().Where(entry => entry.MailId == message.MailId && entry.Recipient == index)
            .OrderBy(entry => entry.At).LastOrDefault()?.Status ?? recipient.Status;

    public Task<IReadOnlyList<LogRow>> SearchAsync(LogQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<RefusalLogged>> FindSessionAsync(Guid sessionId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public DateOnly? PurgedBefore { get; private set; }

    public Task PurgeAsync(DateOnly before, CancellationToken cancellationToken)
    {
        PurgedBefore = before;
        return Task.CompletedTask;
    }
}
