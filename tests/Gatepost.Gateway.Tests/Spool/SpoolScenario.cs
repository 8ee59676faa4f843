using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool;
using Gatepost.Testing.Disk;
using Microsoft.Extensions.Time.Testing;

namespace Gatepost.Gateway.Tests.Spool;

/// <summary>Works with a spool as the gateway does, writes down what it was told, and judges by that what a restart finds.</summary>
internal sealed class SpoolScenario
{
    private const int Tries = 4;

    private readonly Lock _lock = new();
    private readonly List<ToldMessage> _told = [];
    private readonly FakeTimeProvider _time = new(SpoolMail.Noon);

    public SpoolScenario(FaultyDisk disk)
    {
        Disk = disk;
        Spool = new MailSpool(disk, Limits, _time, new NoFailpoints());
    }

    /// <summary>Content above 1,000 octets goes to its file, in chunks of 64 KB.</summary>
    public static SpoolLimits Limits { get; } = new() { MemoryOctets = 1_000, DiskThreads = 8, MinimumFreeOctets = 0 };

    public FaultyDisk Disk { get; }

    public MailSpool Spool { get; }

    /// <summary>
    /// More than one fault may hit one commit, so that taking it back may fail too: a message whose client was told 451, or nothing because the power went
    /// meanwhile, may then be found, whole or set aside. One that was told 250 may not be set aside.
    /// </summary>
    public bool RefusedMayBeFound { get; init; }

    public IReadOnlyList<ToldMessage> Told => _told;

    /// <summary>A bit of everything, one call after the other.</summary>
    public async Task RunAsync()
    {
        var first = await CommitAsync(700, SpoolOutcome.Deliver, SpoolOutcome.Hold, SpoolOutcome.Quarantine);
        var large = await CommitAsync(150_000, SpoolOutcome.Deliver);
        await UpdateAsync(first, 0, RecipientStatus.Queued);
        await UpdateAsync(large, 0, RecipientStatus.Queued);
        await UpdateAsync(first, 0, RecipientStatus.Queued);
        await ReleaseAsync(first);
        var third = await CommitAsync(0, SpoolOutcome.Delete);
        await UpdateAsync(third, 0, RecipientStatus.Deleted);
        await UpdateAsync(first, 0, RecipientStatus.Delivered);
        await UpdateAsync(first, 1, RecipientStatus.Bounced);
        await UpdateAsync(first, 2, RecipientStatus.Quarantined);
        await UpdateAsync(large, 0, RecipientStatus.Queued);
        await CommitAsync(300, SpoolOutcome.AwaitInspection);
    }

    /// <summary>Commits; a refused message comes again under a new id, as from a client that was told 451.</summary>
    public async Task<ToldMessage?> CommitAsync(int octets, params SpoolOutcome[] outcomes)
    {
        for (var attempt = 0; attempt < Tries && !Disk.IsOff; attempt++)
        {
            var told = Tell(octets, outcomes);
            try
            {
                var intake = await SpoolMail.IntakeAsync(Spool, told.Id, told.Content);
                await Spool.CommitAsync(intake, SpoolMail.Record(told.Id, outcomes), CancellationToken.None);
                told.Accepted = true;
                return told;
            }
            catch (IOException)
            {
                told.Refused = !Disk.IsOff;
            }
        }
        return null;
    }

    public async Task UpdateAsync(ToldMessage? told, int recipient, RecipientStatus status)
    {
        if (told is null || Spool.Find(told.Id) is not { } entry)
            return;
        var attempt = ++told.Tried[recipient];
        told.FinishTried |= status.IsFinal() && entry.States.All(state => state.Recipient == recipient || state.Status.IsFinal());
        if (await TryAsync(() => Spool.UpdateAsync(entry, SpoolMail.Update(recipient, status, attempt), CancellationToken.None).AsTask()))
        {
            told.Finished = entry.IsFinished;
            if (!entry.IsFinished)
                told.Synced[recipient] = entry.States[recipient].Attempts;
        }
    }

    /// <summary>Checks a restart on a disk, works on, and checks another restart.</summary>
    public static async Task CheckRestartAsync(SpoolScenario before, FaultyDisk disk, bool afterPowerCut)
    {
        var after = new SpoolScenario(disk);
        before.Check(after.Spool, after.Spool.Recover(), afterPowerCut);
        Assert.Empty(disk.Names("spool/incoming"));
        foreach (var entry in after.Spool.Entries)
            await after.Spool.UpdateAsync(entry, [.. entry.States.Where(state => !state.Status.IsFinal()).Take(1).Select(Next)], CancellationToken.None);
        var expected = after.Spool.Entries.Select(entry => (entry.Id, ToldMessage.OutcomesOf(entry.Record), string.Join(';', entry.States))).ToList();

        var last = new MailSpool(disk.AfterKill(), Limits, TimeProvider.System, new NoFailpoints());
        var recovery = last.Recover();
        Assert.Equal(after.Spool.Corrupt, recovery.Corrupt);
        Assert.Empty(recovery.Warnings);
        Assert.Equal(expected, last.Entries.Select(entry => (entry.Id, ToldMessage.OutcomesOf(entry.Record), string.Join(';', entry.States))));
    }

    /// <summary>Nothing lost, nothing by halves, nothing that was refused, no state that goes back behind one that was told to be on disk.</summary>
    public void Check(MailSpool found, SpoolRecovery recovery, bool afterPowerCut)
    {
        Assert.DoesNotContain(recovery.Corrupt, file => !(RefusedMayBeFound && _told.Exists(told => !told.Accepted && told.Id.ToString() == file.Name)));
        foreach (var told in _told)
        {
            var entry = found.Find(told.Id);
            if (entry is null)
            {
                Assert.False(told.Accepted && !told.FinishTried, $"{told.Id} was accepted and is lost.");
                continue;
            }
            Assert.False(told.Refused && !RefusedMayBeFound, $"{told.Id} was refused and is there.");
            Assert.False(told.Finished && !afterPowerCut, $"{told.Id} was finished and is there again.");
            Assert.Equal(told.Content, SpoolMail.Read(found.OpenContent(entry)));
            Assert.Contains(ToldMessage.OutcomesOf(entry.Record), told.Outcomes);
            for (var recipient = 0; recipient < told.Synced.Length; recipient++)
                Assert.InRange(entry.States[recipient].Attempts, told.Synced[recipient], told.Tried[recipient]);
        }
        Assert.Subset(_told.Select(told => told.Id).ToHashSet(), found.Entries.Select(entry => entry.Id).ToHashSet());
    }

    private static RecipientUpdate Next(RecipientUpdate state) => state with { Attempts = state.Attempts + 1, Reply = "451 after the restart" };

    private async Task ReleaseAsync(ToldMessage? told)
    {
        if (told is null || Spool.Find(told.Id) is not { } entry)
            return;
        var record = entry.Record with
        {
            Copies = [.. entry.Record.Copies.Select(copy => copy.Outcome == SpoolOutcome.Hold ? copy with { Outcome = SpoolOutcome.Deliver } : copy)],
        };
        told.Outcomes.Add(ToldMessage.OutcomesOf(record));
        if (await TryAsync(() => Spool.ReplaceCopiesAsync(entry, record, [], CancellationToken.None).AsTask()))
            told.Outcomes.RemoveAt(0);
    }

    private async Task<bool> TryAsync(Func<Task> step)
    {
        for (var attempt = 0; attempt < Tries && !Disk.IsOff; attempt++)
        {
            try
            {
                await step();
                return true;
            }
            catch (IOException)
            {
                // As the carriers do: again.
            }
        }
        return false;
    }

    private ToldMessage Tell(int octets, SpoolOutcome[] outcomes)
    {
        lock (_lock)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            var told = new ToldMessage(SpoolMail.Record(MailId.New(_time), outcomes), SpoolMail.Content(octets, _told.Count));
            _told.Add(told);
            return told;
        }
    }
}
