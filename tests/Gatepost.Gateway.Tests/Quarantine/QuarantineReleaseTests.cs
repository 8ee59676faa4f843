using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Quarantine;
using Gatepost.Gateway.Spool;
using Gatepost.Gateway.Tests.Spool;
using Gatepost.Testing.Disk;

namespace Gatepost.Gateway.Tests.Quarantine;

public sealed class QuarantineReleaseTests : IDisposable
{
    private readonly QuarantineBench _bench = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_release_goes_on_under_a_new_id_with_the_old_trace_and_the_recorded_edits()
    {
        var id = await _bench.QuarantinedAsync();
        _bench.Time.Advance(TimeSpan.FromDays(7));
        var result = await _bench.Service.ReleaseAsync(id, null, "wanda", Token);
        Assert.Equal((QuarantineOutcome.Done, 1), (result.Outcome, result.Recipients));
        var (entry, copy) = _bench.Delivery.Taken.Single();
        Assert.Equal((result.NewId!.Value, id), (entry.Id, entry.Record.ReleasedFrom!.Value));
        Assert.Equal("Received: from client.example.net\r\n", entry.Record.Trace);
        Assert.Equal([new AddHeaderEdit("X-Test", "ä"), new TagSubjectEdit("[x]")], copy.Edits);
        Assert.Equal(_bench.Time.GetUtcNow(), entry.Record.Envelope.ReceivedAt);
        Assert.Equal(QuarantineBench.Content, SpoolMail.Read(_bench.Spool.OpenContent(entry)));
        Assert.Empty(_bench.Quarantine.Rows);
        Assert.Empty(_bench.Quarantine.Contents);
        Assert.Equal(new(2, 1, 0, 0, 0, 0, 1), await _bench.BooksAsync());
        var line = (await _bench.LogStore.FindAsync(result.NewId!.Value, Token))!.Message;
        Assert.Equal((id, "local", "released from the quarantine by wanda"), (line.ReleasedFrom, line.Listener, line.Reply));
    }

    [Fact]
    public async Task Releasing_one_recipient_leaves_the_others_and_their_content()
    {
        var id = await _bench.QuarantinedAsync(recipients: 3);
        await _bench.Service.ReleaseAsync(id, [1], "wanda", Token);
        Assert.Equal("user1", _bench.Delivery.Taken.Single().Entry.Record.Envelope.Recipients.Single().Address.LocalPart);
        Assert.Equal([0, 2], _bench.Quarantine.Rows.Select(row => row.Recipient));
        Assert.Single(_bench.Quarantine.Contents);
        await _bench.Service.ReleaseAsync(id, null, "wanda", Token);
        Assert.Equal(["user0", "user2"], _bench.Delivery.Taken.Skip(1).Select(taken => taken.Entry).Distinct().Single()
            .Record.Envelope.Recipients.Select(recipient => recipient.Address.LocalPart));
        Assert.Empty(_bench.Quarantine.Contents);
        Assert.True((await _bench.BooksAsync()).Balance);
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_released()
    {
        var id = await _bench.QuarantinedAsync();
        Assert.Equal(QuarantineOutcome.NotFound, (await _bench.Service.ReleaseAsync(MailId.New(_bench.Time), null, "wanda", Token)).Outcome);
        Assert.Equal(QuarantineOutcome.NotFound, (await _bench.Service.ReleaseAsync(id, [5], "wanda", Token)).Outcome);
        await _bench.Quarantine.DeleteAsync(QuarantineCarrier.KeyOf(id), Token);
        Assert.Equal(QuarantineOutcome.ContentMissing, (await _bench.Service.ReleaseAsync(id, null, "wanda", Token)).Outcome);
        Assert.Null(_bench.Quarantine.Rows.Single().Claim);
    }

    [Fact]
    public async Task A_message_that_is_still_arriving_is_left_alone()
    {
        var (entry, id) = await _bench.SpooledAsync(recipients: 2);
        await _bench.Carrier.StoreAsync(entry, 0, Token);
        Assert.Equal(QuarantineOutcome.Busy, (await _bench.Service.ReleaseAsync(id, null, "wanda", Token)).Outcome);
        Assert.Equal(QuarantineOutcome.Busy, (await _bench.Service.DeleteAsync(id, null, "wanda", Token)).Outcome);
        await _bench.Carrier.StoreAsync(entry, 1, Token);
        Assert.Equal(QuarantineOutcome.Done, (await _bench.Service.ReleaseAsync(id, null, "wanda", Token)).Outcome);
    }

    [Fact]
    public async Task A_row_that_another_person_releases_is_left_alone()
    {
        var id = await _bench.QuarantinedAsync();
        await _bench.Quarantine.ClaimAsync(id, [0], new QuarantineClaim(MailId.New(_bench.Time), "released by victor"), Token);
        Assert.Equal(QuarantineOutcome.Busy, (await _bench.Service.ReleaseAsync(id, null, "wanda", Token)).Outcome);
        Assert.Equal(QuarantineOutcome.Busy, (await _bench.Service.DeleteAsync(id, null, "wanda", Token)).Outcome);
        Assert.Single(_bench.Quarantine.Rows);
    }

    [Fact]
    public async Task When_the_disk_refuses_the_new_message_nothing_has_changed()
    {
        var id = await _bench.QuarantinedAsync();
        _bench.Disk.Faults = call => call.Operation == DiskOperation.Rename ? DiskFault.Fail : DiskFault.None;
        await Assert.ThrowsAnyAsync<IOException>(() => _bench.Service.ReleaseAsync(id, null, "wanda", Token));
        _bench.Disk.Faults = null;
        Assert.Null(_bench.Quarantine.Rows.Single().Claim);
        Assert.Empty(_bench.Spool.Entries);
        Assert.Equal(QuarantineOutcome.Done, (await _bench.Service.ReleaseAsync(id, null, "wanda", Token)).Outcome);
    }

    [Fact]
    public async Task A_crash_at_any_step_neither_loses_nor_doubles()
    {
        var finished = 0;
        for (var crash = 1; crash < 80; crash++)
        {
            using var bench = new QuarantineBench();
            var id = await bench.QuarantinedAsync(recipients: 2);
            var step = 0;
            bench.Quarantine.Fault = () => Interlocked.Increment(ref step) >= crash;
            bench.Disk.Faults = _ => Interlocked.Increment(ref step) >= crash ? DiskFault.Fail : DiskFault.None;
            if (await Record.ExceptionAsync(() => bench.Service.ReleaseAsync(id, null, "wanda", Token)) is null)
                finished++;
            bench.Restart();
            bench.Time.Advance(TimeSpan.FromMinutes(10));
            await bench.Sweep.RunAsync(Token);
            if (bench.Quarantine.Rows.Count > 0)
            {
                Assert.Equal(2, bench.Quarantine.Rows.Count);
                Assert.Empty(bench.Spool.Entries);
                Assert.Equal(QuarantineOutcome.Done, (await bench.Service.ReleaseAsync(id, null, "victor", Token)).Outcome);
            }
            Assert.Equal(["user0", "user1"], bench.Spool.Entries.Single().Record.Envelope.Recipients.Select(recipient => recipient.Address.LocalPart));
            Assert.Empty(bench.Quarantine.Rows);
            Assert.Empty(bench.Quarantine.Contents);
            Assert.Equal(new(4, 2, 0, 0, 0, 0, 2), await bench.BooksAsync());
        }
        Assert.InRange(finished, 1, 78);
    }

    [Theory]
    [InlineData(SpoolOutcome.Deliver)]
    [InlineData(SpoolOutcome.Quarantine)]
    public async Task Reprocessing_judges_again_under_a_new_id(SpoolOutcome outcome)
    {
        var id = await _bench.QuarantinedAsync();
        _bench.Reprocessor.Outcome = outcome;
        var result = await _bench.Service.ReprocessAsync(id, null, "wanda", Token);
        Assert.Equal(QuarantineOutcome.Done, result.Outcome);
        Assert.Equal("192.0.2.1", _bench.Reprocessor.Message!.Envelope.ClientAddress!.ToString());
        Assert.Equal(QuarantineBench.Content, SpoolMail.Read(_bench.Reprocessor.Message.Content));
        var entry = _bench.Spool.Entries.Single();
        Assert.Equal((id, "Received: from client.example.net\r\n"), (entry.Record.ReleasedFrom!.Value, entry.Record.Trace));
        Assert.Empty(_bench.Quarantine.Rows);
        if (outcome == SpoolOutcome.Quarantine)
        {
            await _bench.Carrier.StoreAsync(entry, 0, Token);
            Assert.Equal(result.NewId, _bench.Quarantine.Rows.Single().MailId);
            Assert.Equal(new(2, 0, 0, 0, 0, 1, 1), await _bench.BooksAsync());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_next_hop_that_the_front_named_stays_that_of_the_copies(bool isReleased)
    {
        var hop = new SpoolNextHop("127.0.0.1", 10_026);
        var id = MailId.New(_bench.Time);
        var record = SpoolMail.Record(id, SpoolOutcome.Quarantine).Via(hop);
        var entry = await _bench.Spool.CommitAsync(await SpoolMail.IntakeAsync(_bench.Spool, id, QuarantineBench.Content), record, Token);
        await _bench.Carrier.StoreAsync(entry, 0, Token);

        var result = isReleased ? await _bench.Service.ReleaseAsync(id, null, "wanda", Token) : await _bench.Service.ReprocessAsync(id, null, "wanda", Token);

        Assert.Equal(QuarantineOutcome.Done, result.Outcome);
        Assert.Equal(hop, Assert.Single(_bench.Delivery.Taken).Copy.NextHop);
    }

    [Fact]
    public async Task A_judgement_that_fails_leaves_the_message_where_it_is()
    {
        var id = await _bench.QuarantinedAsync();
        _bench.Reprocessor.Failure = new InvalidOperationException("an inspector broke");
        await Assert.ThrowsAsync<InvalidOperationException>(() => _bench.Service.ReprocessAsync(id, null, "wanda", Token));
        Assert.Null(_bench.Quarantine.Rows.Single().Claim);
        Assert.Empty(_bench.Spool.Entries);
        Assert.Equal(1, (await _bench.BooksAsync()).Quarantined);
    }
}
