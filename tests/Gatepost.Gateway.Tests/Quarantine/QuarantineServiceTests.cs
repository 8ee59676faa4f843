using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Quarantine;
using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.Tests.Quarantine;

public sealed class QuarantineServiceTests : IDisposable
{
    private readonly QuarantineBench _bench = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_message_is_shown_with_its_recipients_and_exported_as_it_came()
    {
        var id = await _bench.QuarantinedAsync(recipients: 2);
        Assert.Equal(2, (await _bench.Service.ShowAsync(id, Token)).Count);
        await using var exported = await _bench.Service.ExportAsync(id, Token);
        Assert.Equal(System.Text.Encoding.ASCII.GetString(QuarantineBench.Content), QuarantineBench.Read(exported!));
        Assert.Empty(await _bench.Service.ShowAsync(MailId.New(_bench.Time), Token));
        Assert.Null(await _bench.Service.ExportAsync(MailId.New(_bench.Time), Token));
    }

    [Fact]
    public async Task A_message_without_its_content_can_be_shown_and_deleted()
    {
        var id = await _bench.QuarantinedAsync();
        await _bench.Quarantine.DeleteAsync(QuarantineCarrier.KeyOf(id), Token);
        Assert.Single(await _bench.Service.ShowAsync(id, Token));
        Assert.Null(await _bench.Service.ExportAsync(id, Token));
        Assert.Equal(QuarantineOutcome.Done, (await _bench.Service.DeleteAsync(id, null, "wanda", Token)).Outcome);
        Assert.Empty(_bench.Quarantine.Rows);
    }

    [Fact]
    public async Task Rows_that_somebody_else_has_removed_meanwhile_do_not_count_for_the_content()
    {
        var id = await _bench.QuarantinedAsync(recipients: 3);
        // What a caller holds who looked before another deleted the first of them.
        var stale = (await _bench.Service.ShowAsync(id, Token)).Where(row => row.Recipient < 2).ToList();
        await _bench.Service.DeleteAsync(id, [0], "wanda", Token);
        await _bench.Removal.RemoveAsync(stale, "deleted", Token);
        Assert.Equal([2], _bench.Quarantine.Rows.Select(row => row.Recipient));
        Assert.NotNull(await _bench.Service.ExportAsync(id, Token));
    }

    [Fact]
    public async Task The_content_goes_with_the_last_row_although_the_spool_still_delivers_to_others()
    {
        var id = MailId.New(_bench.Time);
        var entry = await Gatepost.Gateway.Tests.Spool.SpoolMail.CommitAsync(_bench.Spool, id, QuarantineBench.Content, SpoolOutcome.Quarantine, SpoolOutcome.Hold);
        await _bench.Carrier.StoreAsync(entry, 0, Token);
        Assert.Equal(QuarantineOutcome.Done, (await _bench.Service.DeleteAsync(id, null, "wanda", Token)).Outcome);
        Assert.Empty(_bench.Quarantine.Contents);
        Assert.NotNull(_bench.Spool.Find(id));
    }

    [Fact]
    public async Task The_content_goes_with_the_last_row_and_the_books_say_deleted()
    {
        var id = await _bench.QuarantinedAsync(recipients: 3);
        Assert.Equal(2, (await _bench.Service.DeleteAsync(id, [0, 2, 9], "wanda", Token)).Recipients);
        Assert.Single(_bench.Quarantine.Contents);
        Assert.Equal(new(3, 0, 0, 0, 0, 1, 2), await _bench.BooksAsync());
        Assert.Equal(1, (await _bench.Service.DeleteAsync(id, null, "wanda", Token)).Recipients);
        Assert.Empty(_bench.Quarantine.Contents);
        Assert.Equal(new(3, 0, 0, 0, 0, 0, 3), await _bench.BooksAsync());
        Assert.Equal(QuarantineOutcome.NotFound, (await _bench.Service.DeleteAsync(id, null, "wanda", Token)).Outcome);
    }

    [Fact]
    public async Task Of_two_deletions_at_once_the_last_takes_the_content()
    {
        var id = await _bench.QuarantinedAsync(recipients: 2);
        await Task.WhenAll(
            Task.Run(() => _bench.Service.DeleteAsync(id, [0], "wanda", Token)), Task.Run(() => _bench.Service.DeleteAsync(id, [1], "victor", Token)));
        Assert.Empty(_bench.Quarantine.Rows);
        Assert.Empty(_bench.Quarantine.Contents);
    }

    [Fact]
    public async Task Mail_expires_after_the_time_of_its_area_and_not_before()
    {
        await _bench.QuarantinedAsync(recipients: 2);
        _bench.Time.Advance(TimeSpan.FromDays(5));
        var later = await _bench.QuarantinedAsync();
        _bench.Time.Advance(TimeSpan.FromDays(4.9));
        await _bench.Sweep.RunAsync(Token);
        Assert.Equal(3, _bench.Quarantine.Rows.Count);
        _bench.Time.Advance(TimeSpan.FromDays(0.2));
        await _bench.Sweep.RunAsync(Token);
        Assert.Equal(later, _bench.Quarantine.Rows.Single().MailId);
        Assert.Equal([QuarantineCarrier.KeyOf(later)], _bench.Quarantine.Contents.Keys);
        Assert.Equal(new(3, 0, 0, 0, 0, 1, 2), await _bench.BooksAsync());
    }

    [Fact]
    public async Task More_than_one_round_of_expired_mail_goes_in_one_sweep()
    {
        for (var number = 0; number < QuarantineLimits.ExpiryRows + 10; number++)
            await _bench.QuarantinedAsync();
        _bench.Time.Advance(TimeSpan.FromDays(11));
        await _bench.Sweep.RunAsync(Token);
        Assert.Empty(_bench.Quarantine.Rows);
    }

    [Fact]
    public async Task A_deletion_that_fails_half_way_can_be_repeated()
    {
        for (var failing = 1; failing < 8; failing++)
        {
            using var bench = new QuarantineBench();
            var id = await bench.QuarantinedAsync();
            var step = 0;
            bench.Quarantine.Fault = () => ++step == failing;
            await Record.ExceptionAsync(() => bench.Service.DeleteAsync(id, null, "wanda", Token));
            bench.Quarantine.Fault = null;
            await bench.Service.DeleteAsync(id, null, "wanda", Token);
            Assert.Empty(bench.Quarantine.Rows);
            Assert.Empty(bench.Quarantine.Contents);
        }
    }
}
