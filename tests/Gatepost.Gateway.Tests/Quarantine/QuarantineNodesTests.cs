using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Nodes;
using Gatepost.Gateway.Quarantine;
using Gatepost.Gateway.Spool;
using Gatepost.Gateway.Tests.Spool;

namespace Gatepost.Gateway.Tests.Quarantine;

/// <summary>What a node leaves alone because another one's spool may hold it.</summary>
public sealed class QuarantineNodesTests : IDisposable
{
    private const string Other = "another node";

    private readonly QuarantineBench _bench = new(areShared: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    /// <summary>The other node was killed with the rows made and its spool not told: it will make them again, and they must not have been released meanwhile.</summary>
    [Fact]
    public async Task Rows_that_another_node_may_make_again_are_left_alone()
    {
        using var other = new QuarantineBench(_bench.Quarantine);
        var (entry, id) = await other.SpooledAsync(recipients: 2);
        await other.Carrier.StoreAsync(entry, 0, Token);
        Assert.Equal(QuarantineOutcome.Busy, (await _bench.Service.ReleaseAsync(id, null, "wanda", Token)).Outcome);
        Assert.Equal(QuarantineOutcome.Busy, (await _bench.Service.ReprocessAsync(id, [0], "wanda", Token)).Outcome);
        Assert.Equal(QuarantineOutcome.Busy, (await _bench.Service.DeleteAsync(id, null, "wanda", Token)).Outcome);
        await _bench.Sweep.RunAsync(Token);
        Assert.NotNull(_bench.Quarantine.Rows.Single().ArrivingOn);
        await other.Carrier.StoreAsync(entry, 1, Token);
        Assert.Equal(2, (await _bench.Service.ReleaseAsync(id, null, "wanda", Token)).Recipients);
        Assert.Single(_bench.Spool.Entries);
    }

    [Fact]
    public Task A_kill_at_any_step_of_an_arrival_lets_other_nodes_release_once() => ReleaseOnceAsync(powerCut: null);

    /// <summary>What the spool had let go, and had not synced, is there again after it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public Task A_power_cut_at_any_step_of_an_arrival_lets_other_nodes_release_once(int seed) => ReleaseOnceAsync(new Random(seed));

    private static async Task ReleaseOnceAsync(Random? powerCut)
    {
        for (var crash = 1; crash < 30; crash++)
        {
            using var releasing = new QuarantineBench(areShared: true);
            using var bench = new QuarantineBench(releasing.Quarantine);
            var (entry, id) = await bench.SpooledAsync();
            var step = 0;
            bench.Quarantine.Fault = () => ++step >= crash;
            var firstCall = bench.Disk.Calls;
            bench.Disk.Faults = call => call.Number - firstCall >= crash ? Testing.Disk.DiskFault.Fail : Testing.Disk.DiskFault.None;
            await Record.ExceptionAsync(() => bench.Carrier.StoreAsync(entry, 0, Token));
            bench.Quarantine.Fault = null;
            var released = (await releasing.Service.ReleaseAsync(id, null, "wanda", Token)).Recipients;
            bench.Restart(powerCut);
            if (bench.Spool.Find(id) is { } left)
                await bench.Carrier.StoreAsync(left, 0, Token);
            await bench.Sweep.RunAsync(Token);
            released += (await releasing.Service.ReleaseAsync(id, null, "wanda", Token)).Recipients;
            Assert.Equal(1, released);
            Assert.Empty(bench.Quarantine.Rows);
        }
    }

    [Fact]
    public async Task A_release_of_another_node_is_never_taken_back_whatever_the_log_has_forgotten()
    {
        var id = await _bench.QuarantinedAsync();
        await ClaimElsewhereAsync(id, isCommitted: false);
        _bench.Time.Advance(TimeSpan.FromDays(9));
        await _bench.Sweep.RunAsync(Token);
        Assert.NotNull(_bench.Quarantine.Rows.Single().Claim);
        Assert.Equal(QuarantineOutcome.Busy, (await _bench.Service.ReleaseAsync(id, null, "wanda", Token)).Outcome);
        Assert.NotNull(await _bench.Service.ExportAsync(id, Token));
        // Its area's time is over: it goes like any other.
        _bench.Time.Advance(TimeSpan.FromDays(2));
        await _bench.Sweep.RunAsync(Token);
        Assert.Empty(_bench.Quarantine.Rows);
        Assert.Empty(_bench.Quarantine.Contents);
    }

    [Fact]
    public async Task A_person_may_delete_what_a_lost_node_was_releasing_after_a_week()
    {
        var id = await _bench.QuarantinedAsync();
        await ClaimElsewhereAsync(id, isCommitted: false);
        _bench.Time.Advance(TimeSpan.FromDays(6.9));
        Assert.Equal(QuarantineOutcome.Busy, (await _bench.Service.DeleteAsync(id, null, "wanda", Token)).Outcome);
        _bench.Time.Advance(TimeSpan.FromDays(0.2));
        Assert.Equal(QuarantineOutcome.Done, (await _bench.Service.DeleteAsync(id, null, "wanda", Token)).Outcome);
        Assert.Empty(_bench.Quarantine.Rows);
    }

    [Fact]
    public async Task A_release_that_another_node_committed_is_finished_without_its_spool_and_without_the_log()
    {
        var id = await _bench.QuarantinedAsync();
        await ClaimElsewhereAsync(id, isCommitted: true);
        _bench.Time.Advance(TimeSpan.FromDays(8));
        await _bench.Sweep.RunAsync(Token);
        Assert.Empty(_bench.Quarantine.Rows);
        Assert.Empty(_bench.Spool.Entries);
    }

    /// <summary>Killed before the rows went; delivered at the next start; and then off for longer than the log goes back.</summary>
    [Fact]
    public async Task A_release_of_this_node_that_spool_and_log_forgot_is_not_taken_back()
    {
        var id = await _bench.QuarantinedAsync();
        _bench.Delivery.Taking = _ => _bench.Quarantine.Fault = () => true;
        var released = await _bench.Service.ReleaseAsync(id, null, "wanda", Token);
        Assert.Equal(QuarantineOutcome.Done, released.Outcome);
        Assert.Single(_bench.Quarantine.Rows);
        _bench.Restart();
        var entry = _bench.Spool.Find(released.NewId!.Value)!;
        await _bench.Spool.UpdateAsync(entry, [entry.States[0] with { Status = RecipientStatus.Delivered }], Token);
        await _bench.BooksAsync();
        _bench.LogStore.Forget(released.NewId!.Value);
        _bench.Time.Advance(TimeSpan.FromDays(3));
        await _bench.Sweep.RunAsync(Token);
        Assert.Empty(_bench.Quarantine.Rows);
        Assert.Equal(QuarantineOutcome.NotFound, (await _bench.Service.ReleaseAsync(id, null, "wanda", Token)).Outcome);
    }

    /// <summary>The id is lost when a data folder moves without it; the spool is there.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_node_that_lost_its_id_finishes_what_it_was_putting_into_the_quarantine(bool areShared)
    {
        var (isAgain, crash) = (true, 0);
        while (isAgain)
        {
            using var bench = new QuarantineBench(areShared: areShared);
            var (entry, id) = await bench.SpooledAsync();
            var (step, failing) = (0, ++crash);
            bench.Quarantine.Fault = () => ++step >= failing;
            await Record.ExceptionAsync(() => bench.Carrier.StoreAsync(entry, 0, Token));
            bench.Disk.Delete(NodeId.FileName);
            bench.Restart();
            isAgain = bench.Spool.Find(id) is not null;
            if (isAgain)
                await bench.Carrier.StoreAsync(bench.Spool.Find(id)!, 0, Token);
            else if (areShared)
                break;
            await bench.Sweep.RunAsync(Token);
            Assert.Null(bench.Quarantine.Rows.Single().ArrivingOn);
            Assert.Equal(1, (await bench.Service.ReleaseAsync(id, null, "wanda", Token)).Recipients);
        }
        Assert.InRange(crash, 4, 20);
    }

    [Fact]
    public async Task A_release_under_the_id_that_the_only_node_had_is_taken_back()
    {
        using var bench = new QuarantineBench();
        var id = await bench.QuarantinedAsync();
        await bench.Quarantine.ClaimAsync(id, [0], new QuarantineClaim(MailId.New(bench.Time), "released by victor", Other), Token);
        bench.Time.Advance(TimeSpan.FromMinutes(6));
        await bench.Sweep.RunAsync(Token);
        Assert.Equal(QuarantineOutcome.Done, (await bench.Service.ReleaseAsync(id, null, "wanda", Token)).Outcome);
    }

    /// <summary>A person may put the file back, or the next release of the gateway may read it: then the spool offers the rows once more.</summary>
    [Fact]
    public async Task Rows_of_a_message_of_which_a_file_is_set_aside_stay_their_nodes()
    {
        var (entry, id) = await _bench.SpooledAsync();
        _bench.Quarantine.Fault = () => _bench.Spool.Find(id) is null;
        await _bench.Carrier.StoreAsync(entry, 0, Token);
        _bench.Disk.Put($"{SpoolFilePlace.Corrupt}/{id}.1", "x"u8);
        _bench.Restart();
        await _bench.Sweep.RunAsync(Token);
        Assert.NotNull(_bench.Quarantine.Rows.Single().ArrivingOn);
        _bench.Disk.Delete($"{SpoolFilePlace.Corrupt}/{id}.1");
        _bench.Restart();
        await _bench.Sweep.RunAsync(Token);
        Assert.Null(_bench.Quarantine.Rows.Single().ArrivingOn);
    }

    private async Task ClaimElsewhereAsync(MailId id, bool isCommitted)
    {
        var claim = new QuarantineClaim(MailId.New(_bench.Time), "released by victor", Other);
        await _bench.Quarantine.ClaimAsync(id, [0], claim, Token);
        if (isCommitted)
            await _bench.Quarantine.CommittedAsync(id, claim.ReleasedAs, Token);
    }
}
