using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Quarantine;
using Gatepost.Gateway.Spool;
using Gatepost.Gateway.Tests.Spool;
using Gatepost.Testing.Servers;

namespace Gatepost.Gateway.Tests.Quarantine;

public sealed class QuarantineCarrierTests : IDisposable
{
    private readonly QuarantineBench _bench = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task The_content_is_kept_once_and_every_recipient_has_a_row()
    {
        var id = await _bench.QuarantinedAsync(recipients: 3);
        Assert.Equal([0, 1, 2], _bench.Quarantine.Rows.Select(row => row.Recipient));
        Assert.Equal(QuarantineBench.Content, _bench.Quarantine.Contents.Single().Value);
        Assert.All(_bench.Quarantine.Rows, row => Assert.Equal((id, "default", _bench.Time.GetUtcNow().AddDays(10)), (row.MailId, row.Area, row.ExpiresAt)));
        Assert.Null(_bench.Spool.Find(id));
        Assert.Equal(new(3, 0, 0, 0, 0, 3, 0), await _bench.BooksAsync());
    }

    [Fact]
    public async Task An_area_that_the_policy_no_longer_has_keeps_its_name_and_gets_the_time_of_the_default_one()
    {
        var id = MailId.New(_bench.Time);
        var intake = await SpoolMail.IntakeAsync(_bench.Spool, id, QuarantineBench.Content);
        var record = SpoolMail.Record(id, SpoolOutcome.Quarantine);
        record = record with { Copies = [record.Copies[0] with { Area = "gone" }] };
        await _bench.Carrier.StoreAsync(await _bench.Spool.CommitAsync(intake, record, Token), 0, Token);
        Assert.Equal(("gone", _bench.Time.GetUtcNow().AddDays(10)), (_bench.Quarantine.Rows[0].Area, _bench.Quarantine.Rows[0].ExpiresAt));
    }

    [Fact]
    public async Task A_message_that_a_person_deletes_on_its_way_is_not_in_the_quarantine_afterwards()
    {
        for (var call = 1; call < 12; call++)
        {
            using var bench = new QuarantineBench();
            var (entry, id) = await bench.SpooledAsync();
            var (calls, isDeleted) = (0, false);
            bench.Quarantine.Fault = () =>
            {
                // What has left the spool is no longer on its way.
                if (++calls == call && !isDeleted && !entry.IsFinished)
                {
                    isDeleted = true;
                    var deleted = entry.Record with { Copies = [entry.Record.Copies[0] with { Outcome = SpoolOutcome.Delete }] };
                    bench.Spool.ReplaceCopiesAsync(entry, deleted, [], Token).AsTask().GetAwaiter().GetResult();
                }
                return false;
            };
            await bench.Carrier.StoreAsync(entry, 0, Token);
            if (!isDeleted)
                break;
            Assert.Empty(bench.Quarantine.Rows);
            Assert.Null(bench.Spool.Find(id));
            Assert.Equal(new(1, 0, 0, 0, 0, 0, 1), await bench.BooksAsync());
            Assert.InRange(call, 1, 10);
        }
    }

    [Fact]
    public async Task A_message_that_a_person_deletes_between_two_tries_leaves_nothing_behind()
    {
        for (var failing = 1; failing < 12; failing++)
        {
            using var bench = new QuarantineBench();
            var (entry, id) = await bench.SpooledAsync();
            var calls = 0;
            bench.Quarantine.Fault = () => ++calls == failing;
            if (await Record.ExceptionAsync(() => bench.Carrier.StoreAsync(entry, 0, Token)) is null || entry.IsFinished)
                break;
            var deleted = entry.Record with { Copies = [entry.Record.Copies[0] with { Outcome = SpoolOutcome.Delete }] };
            await bench.Spool.ReplaceCopiesAsync(entry, deleted, [], Token);
            await bench.Spool.UpdateAsync(entry, [entry.States[0] with { Status = RecipientStatus.Deleted }], Token);
            await bench.Carrier.StoreAsync(entry, 0, Token);
            Assert.Empty(bench.Quarantine.Rows);
            Assert.Empty(bench.Quarantine.Contents);
            Assert.Null(bench.Spool.Find(id));
        }
    }

    [Fact]
    public async Task A_crash_at_any_step_is_made_good_by_the_next_start()
    {
        for (var crash = 1; crash < 40; crash++)
        {
            using var bench = new QuarantineBench();
            var (entry, id) = await bench.SpooledAsync(recipients: 2);
            var step = 0;
            bench.Quarantine.Fault = () => ++step >= crash;
            var firstCall = bench.Disk.Calls;
            bench.Disk.Faults = call => call.Number - firstCall >= crash ? Testing.Disk.DiskFault.Fail : Testing.Disk.DiskFault.None;
            foreach (var copy in entry.Record.Copies)
                await Record.ExceptionAsync(() => bench.Carrier.StoreAsync(entry, copy.Number, Token));
            bench.Restart();
            if (bench.Spool.Find(id) is { } left)
            {
                foreach (var copy in left.Record.Copies)
                    await bench.Carrier.StoreAsync(left, copy.Number, Token);
            }
            Assert.Equal([0, 1], bench.Quarantine.Rows.Select(row => row.Recipient));
            Assert.Equal(QuarantineBench.Content, bench.Quarantine.Contents.Single().Value);
            Assert.Null(bench.Spool.Find(id));
            Assert.Equal(new(2, 0, 0, 0, 0, 2, 0), await bench.BooksAsync());
        }
    }

    [Fact]
    public async Task With_the_database_away_mail_stays_in_the_spool_until_it_is_back()
    {
        var away = true;
        _bench.Quarantine.Fault = () => Volatile.Read(ref away);
        await _bench.Carrier.StartAsync(Token);
        var spooled = new List<MailId>();
        for (var number = 0; number < 20; number++)
        {
            var (entry, id) = await _bench.SpooledAsync();
            _bench.Carrier.Take(entry, entry.Record.Copies[0]);
            spooled.Add(id);
        }
        for (var minute = 0; minute < 10; minute++)
            _bench.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.All(spooled, id => Assert.NotNull(_bench.Spool.Find(id)));
        Assert.Equal(20, (await _bench.BooksAsync()).Queued);
        Volatile.Write(ref away, false);
        await Wait.UntilAsync(() =>
        {
            _bench.Time.Advance(TimeSpan.FromSeconds(30));
            return spooled.TrueForAll(id => _bench.Spool.Find(id) is null);
        }, TimeSpan.FromSeconds(30), "the quarantine did not take what waited");
        Assert.Equal(20, _bench.Quarantine.Rows.Count);
        Assert.Equal(20, (await _bench.BooksAsync()).Quarantined);
        await _bench.Carrier.StopAsync(Token);
    }

    [Fact]
    public void Waits_grow_up_to_a_minute()
    {
        Assert.Equal(TimeSpan.FromSeconds(1), QuarantineLimits.WaitAfter(1));
        Assert.Equal(TimeSpan.FromSeconds(4), QuarantineLimits.WaitAfter(3));
        Assert.Equal(TimeSpan.FromSeconds(60), QuarantineLimits.WaitAfter(int.MaxValue));
    }
}
