using System.Collections.Frozen;
using System.Text;
using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.MessageLog.Journal;
using Gatepost.Gateway.MessageLog.Loading;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Nodes;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Quarantine;
using Gatepost.Gateway.Spool;
using Gatepost.Gateway.Tests.MessageLog;
using Gatepost.Gateway.Tests.Spool;
using Gatepost.Testing.Disk;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Gatepost.Gateway.Tests.Quarantine;

/// <summary>Spool, journal and quarantine of one process, on a disk and stores that outlive it.</summary>
internal sealed class QuarantineBench : IDisposable
{
    public static readonly byte[] Content = Encoding.ASCII.GetBytes("From: a@example.net\r\nSubject: hello\r\n\r\nbody\r\n");

    private MessageLogJournal? _journal;
    private readonly INodeLeases _leases;
    private QuarantineRemoval? _removal;

    /// <param name="shared">Rows and contents of another node; null for its own.</param>
    /// <param name="areShared">They are, or another node may come to share them.</param>
    public QuarantineBench(MemoryQuarantine? shared = null, bool areShared = false)
    {
        _leases = areShared || shared is not null ? new SharedLeases() : new OnlyNode();
        Quarantine = shared ?? new MemoryQuarantine();
        Start();
    }

    public FakeTimeProvider Time { get; } = new(SpoolMail.Noon);

    public FaultyDisk Disk { get; private set; } = new();

    public MemoryQuarantine Quarantine { get; }

    public RecordingLogStore LogStore { get; } = new();

    public PolicySource Policy { get; } = new(Snapshot(TimeSpan.FromDays(10)));

    public RecordingReprocessor Reprocessor { get; } = new();

    public MailSpool Spool { get; private set; } = null!;

    public IMessageLog Log => _journal!;

    public QuarantineCarrier Carrier { get; private set; } = null!;

    public QuarantineService Service { get; private set; } = null!;

    public QuarantineRemoval Removal => _removal!;

    public QuarantineSweep Sweep { get; private set; } = null!;

    public RecordingCarrier Delivery { get; private set; } = new();

    private MessageLogLoader Loader { get; set; } = null!;

    /// <summary>Kills the process, or with chance cuts the power, and starts the next one, as the real start does it.</summary>
    public void Restart(Random? powerCut = null)
    {
        Disk = powerCut is null ? Disk.AfterKill() : Disk.AfterPowerCut(powerCut);
        Quarantine.Fault = null;
        Start();
    }

    /// <summary>A message in the quarantine for so many recipients.</summary>
    public async Task<MailId> QuarantinedAsync(int recipients = 1)
    {
        var (entry, id) = await SpooledAsync(recipients);
        foreach (var copy in entry.Record.Copies)
            await Carrier.StoreAsync(entry, copy.Number, CancellationToken.None);
        return id;
    }

    /// <summary>A message in the spool, to be quarantined, one copy for each recipient.</summary>
    public async Task<(SpoolEntry Entry, MailId Id)> SpooledAsync(int recipients = 1)
    {
        var id = MailId.New(Time);
        var entry = await SpoolMail.CommitAsync(Spool, id, Content, [.. Enumerable.Repeat(SpoolOutcome.Quarantine, recipients)]);
        foreach (var line in SpoolLogReplay.Lines(entry))
            Log.Append(line);
        return (entry, id);
    }

    public async Task<LogBooks> BooksAsync()
    {
        await Loader.FlushAsync(CancellationToken.None);
        return await LogStore.BooksAsync(default, CancellationToken.None);
    }

    public static string Read(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return reader.ReadToEnd();
    }

    private void Start()
    {
        _journal?.Dispose();
        Delivery = new RecordingCarrier();
        _journal = new MessageLogJournal(Disk, new JournalLimits(), Time, NullLogger<MessageLogJournal>.Instance);
        Loader = new MessageLogLoader(_journal, LogStore, Disk, new JournalLimits(), Time, NullLogger<MessageLogLoader>.Instance);
        Spool = new MailSpool(Disk, new SpoolLimits { MinimumFreeOctets = 0 }, Time, new NoFailpoints());
        var recovery = Spool.Recover();
        var turns = new MessageTurns();
        var node = new NodeId(Disk);
        _ = node.Value;
        _removal = new QuarantineRemoval(Spool, Quarantine, Quarantine, turns, _journal, node, _leases, Time);
        Carrier = new QuarantineCarrier(Spool, Quarantine, Quarantine, _removal, turns, Policy, _journal, node, Time, NullLogger<QuarantineCarrier>.Instance);
        var dispatcher = new SpoolDispatcher(Spool, [Delivery, Carrier], _journal, Time, NullLogger<SpoolDispatcher>.Instance);
        var release = new QuarantineRelease(
            Quarantine, Quarantine, _removal, Spool, dispatcher, _journal, LogStore, Loader, Policy, node, Time, NullLogger<QuarantineRelease>.Instance);
        var services = new ServiceCollection().AddSingleton<IReprocessor>(Reprocessor).BuildServiceProvider();
        Service = new QuarantineService(Quarantine, Quarantine, _removal, release, services);
        Sweep = new QuarantineSweep(Quarantine, _removal, release, _leases, Time, NullLogger<QuarantineSweep>.Instance);
        foreach (var line in recovery.Entries.SelectMany(SpoolLogReplay.Lines))
            _journal.Append(line);
        dispatcher.DispatchAll();
    }

    public static PolicySnapshot Snapshot(TimeSpan expiry) => new()
    {
        Revision = 1,
        Hash = "",
        InternalDomains = new DomainSet(["example.org"]),
        NextHops = new NextHopTable([]),
        Areas = new[] { new QuarantineArea("default", expiry), new QuarantineArea("refused", expiry) }.ToFrozenDictionary(area => area.Name),
    };

    public void Dispose()
    {
        _journal?.Dispose();
        Loader.Dispose();
        Carrier.Dispose();
        Sweep.Dispose();
    }
}

/// <summary>Of several nodes this one always gets the lease.</summary>
internal sealed class SharedLeases : INodeLeases
{
    public bool AreShared => true;

    public Task<bool> HoldAsync(string name, TimeSpan time, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task<int> LargestStatedAsync(string name, int own, CancellationToken cancellationToken) => Task.FromResult(own);
}

/// <summary>Takes what is to be delivered, and does nothing with it.</summary>
internal sealed class RecordingCarrier : ISpoolCarrier
{
    public SpoolOutcome Outcome => SpoolOutcome.Deliver;

    public List<(SpoolEntry Entry, SpoolCopy Copy)> Taken { get; } = [];

    public Action<SpoolEntry>? Taking { get; set; }

    public void Take(SpoolEntry entry, SpoolCopy copy)
    {
        Taking?.Invoke(entry);
        Taken.Add((entry, copy));
    }
}

/// <summary>Judges as the test says.</summary>
internal sealed class RecordingReprocessor : IReprocessor
{
    public SpoolOutcome Outcome { get; set; } = SpoolOutcome.Deliver;

    public Exception? Failure { get; set; }

    public MailMessage? Message { get; private set; }

    public ValueTask<ReprocessedMail> ReprocessAsync(MailMessage message, SpoolRecord original, CancellationToken cancellationToken)
    {
        Message = message;
        if (Failure is { } failure)
            return ValueTask.FromException<ReprocessedMail>(failure);
        var everyone = Enumerable.Range(0, message.Envelope.Recipients.Length);
        var record = new SpoolRecord
        {
            Id = message.Id, Envelope = message.Envelope, Copies = [new SpoolCopy(0, Outcome, [.. everyone], [], "default", "again", "judged again")],
        };
        var line = QuarantineRecords.Line(record, message.Content.Length, QuarantineBench.Snapshot(TimeSpan.FromDays(1)), message.Envelope.ReceivedAt);
        return ValueTask.FromResult(new ReprocessedMail(record, line));
    }
}
