using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool;
using Gatepost.Testing.Disk;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static Gatepost.Gateway.Tests.Spool.SpoolMail;

namespace Gatepost.Gateway.Tests.Spool;

/// <summary>Dispatch, deletion, and what a person may do to a spooled message.</summary>
public sealed class SpoolOperationsTests
{
    private readonly FakeTimeProvider _time = new(Noon);
    private readonly FaultyDisk _disk = new();
    private readonly ListLog _log = new();
    private readonly RecordingCarrier _delivery = new(SpoolOutcome.Deliver);
    private readonly RecordingCarrier _quarantine = new(SpoolOutcome.Quarantine);
    private readonly MailSpool _spool;
    private readonly DeletionCarrier _deletion;
    private readonly SpoolDispatcher _dispatcher;
    private readonly SpoolOperations _operations;

    public SpoolOperationsTests()
    {
        _spool = new MailSpool(_disk, new SpoolLimits { MinimumFreeOctets = 0 }, _time, new NoFailpoints());
        _spool.Recover();
        _deletion = new DeletionCarrier(_spool, _log, _time, NullLogger<DeletionCarrier>.Instance);
        _dispatcher = new SpoolDispatcher(_spool, [_delivery, _quarantine, _deletion], _log, _time, NullLogger<SpoolDispatcher>.Instance);
        _operations = new SpoolOperations(_spool, _dispatcher, _log, _time);
    }

    [Fact]
    public async Task Each_copy_goes_to_the_carrier_of_its_outcome_and_held_ones_to_nobody()
    {
        var entry = await NewAsync(SpoolOutcome.Deliver, SpoolOutcome.Hold, SpoolOutcome.Quarantine);
        _dispatcher.Dispatch(entry);
        Assert.Equal([0], _delivery.Taken);
        Assert.Equal([2], _quarantine.Taken);
    }

    [Fact]
    public async Task A_start_offers_what_is_not_finished_and_nothing_else()
    {
        var entry = await NewAsync(SpoolOutcome.Deliver, SpoolOutcome.Quarantine);
        await _spool.UpdateAsync(entry, Update(0, RecipientStatus.Delivered), CancellationToken.None);
        _dispatcher.DispatchAll();
        Assert.Empty(_delivery.Taken);
        Assert.Equal([1], _quarantine.Taken);
    }

    [Fact]
    public async Task A_deletion_is_logged_before_the_file_vanishes()
    {
        var entry = await NewAsync(SpoolOutcome.Delete);
        _disk.Before = (operation, _) => Assert.True(operation != DiskOperation.Delete || _log.Statuses.Count == 1, "The file went first.");
        await _deletion.DeleteAsync(entry, entry.Record.Copies[0]);
        var line = Assert.Single(_log.Statuses);
        Assert.Equal((entry.Id, 0, RecipientStatus.Deleted), (line.MailId, line.Recipient, line.Status));
        Assert.Equal("deleted by rule: because", line.Note);
        Assert.Null(_spool.Find(entry.Id));
        Assert.Empty(_disk.Names("spool/queue"));
    }

    [Fact]
    public async Task A_deletion_is_repeated_until_the_disk_takes_it()
    {
        var entry = await NewAsync(SpoolOutcome.Delete);
        _disk.Faults = call => call.Operation == DiskOperation.Delete ? DiskFault.Fail : DiskFault.None;
        var deletion = _deletion.DeleteAsync(entry, entry.Record.Copies[0]);
        Assert.NotNull(_spool.Find(entry.Id));
        _disk.Faults = null;
        while (!deletion.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        await deletion;
        Assert.Null(_spool.Find(entry.Id));
    }

    [Fact]
    public async Task Hold_release_and_delete_are_durable_logged_and_dispatched()
    {
        var entry = await NewAsync(SpoolOutcome.Deliver, SpoolOutcome.Hold);
        Assert.Equal(SpoolOperationResult.Done, await _operations.HoldAsync(entry.Id, "alice", CancellationToken.None));
        Assert.Empty(_delivery.Taken);
        Assert.All(entry.States, state => Assert.Equal(RecipientStatus.Held, state.Status));
        Assert.Equal(RecipientStatus.Held, Restarted(entry.Id).States[0].Status);
        Assert.Equal("alice", Restarted(entry.Id).States[0].By);
        Assert.Equal("held by alice", Assert.Single(_log.Statuses).Note);
        Assert.Equal(SpoolOperationResult.NothingToDo, await _operations.HoldAsync(entry.Id, "alice", CancellationToken.None));

        Assert.Equal(SpoolOperationResult.Done, await _operations.ReleaseAsync(entry.Id, "bob", CancellationToken.None));
        Assert.Equal([0, 1], _delivery.Taken);
        Assert.All(Restarted(entry.Id).States, state => Assert.Equal((RecipientStatus.Queued, "bob"), (state.Status, state.By)));

        await _spool.UpdateAsync(entry, Update(0, RecipientStatus.Delivered), CancellationToken.None);
        _disk.Before = (operation, _) => Assert.True(operation != DiskOperation.Delete || _log.Statuses[^1].Status == RecipientStatus.Deleted);
        Assert.Equal(SpoolOperationResult.Done, await _operations.DeleteAsync(entry.Id, "carol", CancellationToken.None));
        Assert.True(SpinWait.SpinUntil(() => _spool.Find(entry.Id) is null, TimeSpan.FromSeconds(60)));
        Assert.Equal("deleted by carol: because", _log.Statuses[^1].Note);
        Assert.Equal(RecipientStatus.Delivered, entry.States[0].Status);
        Assert.Equal(SpoolOperationResult.NotFound, await _operations.DeleteAsync(entry.Id, "carol", CancellationToken.None));
    }

    [Fact]
    public async Task A_deletion_by_a_person_survives_a_power_cut_even_when_the_file_comes_back()
    {
        var entry = await NewAsync(SpoolOutcome.Deliver);
        await _operations.DeleteAsync(entry.Id, "alice", CancellationToken.None);
        Assert.True(SpinWait.SpinUntil(() => _spool.Find(entry.Id) is null, TimeSpan.FromSeconds(60)));
        for (var seed = 0; seed < 10; seed++)
        {
            var spool = new MailSpool(_disk.AfterPowerCut(new Random(seed)), new SpoolLimits(), _time, new NoFailpoints());
            Assert.All(spool.Recover().Entries, back => Assert.Equal(SpoolOutcome.Delete, Assert.Single(back.Record.Copies).Outcome));
        }
    }

    [Fact]
    public async Task An_operation_that_the_disk_refuses_changes_nothing()
    {
        var entry = await NewAsync(SpoolOutcome.Deliver);
        _disk.Faults = call => call.Operation == DiskOperation.Sync ? DiskFault.Fail : DiskFault.None;
        await Assert.ThrowsAsync<IOException>(() => _operations.HoldAsync(entry.Id, "alice", CancellationToken.None));
        Assert.Equal(RecipientStatus.Queued, entry.States[0].Status);
        Assert.Empty(_log.Statuses);
    }

    [Fact]
    public async Task A_file_that_is_set_aside_is_held_in_the_books()
    {
        var entry = await NewAsync(SpoolOutcome.Deliver);
        var path = $"spool/queue/{entry.Id}";
        var octets = _disk.Peek(path)!;
        octets[64] ^= 1;
        var disk = new FaultyDisk();
        disk.Put(path, octets);
        var spool = new MailSpool(disk, new SpoolLimits(), _time, new NoFailpoints());
        _ = new SpoolDispatcher(spool, [], _log, _time, NullLogger<SpoolDispatcher>.Instance);
        Assert.Throws<SpoolDamageException>(() => spool.OpenContent(Assert.Single(spool.Recover().Entries)));
        var line = Assert.Single(_log.Statuses);
        Assert.Equal(RecipientStatus.Held, line.Status);
        Assert.Contains("checksum", line.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_lines_of_a_message_can_be_made_again_from_its_file()
    {
        var entry = await NewAsync(SpoolOutcome.Deliver, SpoolOutcome.Hold);
        await _spool.UpdateAsync(entry, Update(0, RecipientStatus.Queued, 2, "451 later"), CancellationToken.None);
        var lines = SpoolLogReplay.Lines(Restarted(entry.Id)).ToList();
        var message = Assert.IsType<MessageLogged>(lines[0]);
        Assert.Equal((entry.Id, Noon, "mx", "192.0.2.1", true), (message.MailId, message.At, message.Listener, message.ClientAddress, message.Accepted));
        Assert.Equal(["user0@example.org", "user1@example.org"], message.Recipients.Select(recipient => recipient.Address));
        Assert.Equal([RecipientStatus.Queued, RecipientStatus.Held], message.Recipients.Select(recipient => recipient.Status!.Value));
        var status = Assert.IsType<StatusLogged>(Assert.Single(lines.Skip(1)));
        Assert.Equal((0, RecipientStatus.Queued, "451 later"), (status.Recipient, status.Status, status.Note));
    }

    private Task<SpoolEntry> NewAsync(params SpoolOutcome[] outcomes) => CommitAsync(_spool, MailId.New(_time), Content(100), outcomes);

    private SpoolEntry Restarted(MailId id)
    {
        var disk = new FaultyDisk();
        disk.Put($"spool/queue/{id}", _disk.Peek($"spool/queue/{id}"));
        var spool = new MailSpool(disk, new SpoolLimits(), _time, new NoFailpoints());
        spool.Recover();
        return spool.Find(id)!;
    }

    private sealed class ListLog : IMessageLog
    {
        public List<StatusLogged> Statuses { get; } = [];

        public void Append(LogEntry entry) => Statuses.Add(Assert.IsType<StatusLogged>(entry));
    }

    private sealed class RecordingCarrier(SpoolOutcome outcome) : ISpoolCarrier
    {
        public List<int> Taken { get; } = [];

        public SpoolOutcome Outcome => outcome;

        public void Take(SpoolEntry entry, SpoolCopy copy) => Taken.Add(copy.Number);
    }
}
