using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;

namespace Gatepost.Storage.Tests.Contracts;

/// <summary>What a search of every <see cref="ILogStore"/> must find; each database inherits it.</summary>
public abstract class LogSearchContract
{
    protected abstract ILogStore Store { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_come_newest_first_across_days_up_to_the_limit()
    {
        var times = Enumerable.Range(0, 6).Select(step => LogLines.Noon.AddHours(-8 * step)).ToList();
        await Store.LoadAsync([.. times.Select(time => LogLines.Message(time, "a@example.org", "b@example.org"))], Token);
        await Store.LoadAsync([LogLines.Refusal(LogLines.Noon.AddHours(-1), Guid.NewGuid())], Token);
        var rows = await Store.SearchAsync(new LogQuery { Limit = 8 }, Token);
        Assert.Equal(
            [times[0], times[0], LogLines.Noon.AddHours(-1), times[1], times[1], times[2], times[2], times[3]], rows.Select(row => row.At));
        Assert.Equal(["a@example.org", "b@example.org"], rows.Take(2).Select(row => row.Recipient));
        Assert.Equal(13, (await Store.SearchAsync(new LogQuery(), Token)).Count);
        Assert.Single(await Store.SearchAsync(new LogQuery { Limit = 0 }, Token));
    }

    [Fact]
    public async Task Since_is_inclusive_and_until_exclusive()
    {
        var times = Enumerable.Range(0, 3).Select(day => LogLines.Noon.AddDays(-day)).ToList();
        await Store.LoadAsync([.. times.Select(time => LogLines.Message(time, "a@example.org"))], Token);
        await Store.LoadAsync([.. times.Select(time => LogLines.Refusal(time, Guid.NewGuid()))], Token);
        var rows = await Store.SearchAsync(new LogQuery { Since = times[2], Until = times[0] }, Token);
        Assert.Equal([times[1], times[1], times[2], times[2]], rows.Select(row => row.At));
    }

    [Theory]
    [InlineData("rita@example.org", true)]
    [InlineData("RITA@EXAMPLE.ORG", true)]
    [InlineData("rita@*", true)]
    [InlineData("*@example.org", true)]
    [InlineData("*it*@*", true)]
    [InlineData("**", true)]
    [InlineData("rita", false)]
    [InlineData("rita@example.or?", false)]
    [InlineData("[r]ita@example.org", false)]
    [InlineData("[r]ita@*", false)]
    [InlineData("r_ta@*", false)]
    [InlineData("%", false)]
    [InlineData("%*", false)]
    [InlineData("' OR '1'='1", false)]
    [InlineData("*'; DROP TABLE message; --", false)]
    [InlineData("", false)]
    public async Task A_recipient_pattern_takes_only_the_star(string pattern, bool matches)
    {
        await Store.LoadAsync([LogLines.Message(LogLines.Noon, "Rita@Example.org")], Token);
        var rows = await Store.SearchAsync(new LogQuery { Recipient = pattern }, Token);
        Assert.Equal(matches ? ["Rita@Example.org"] : [], rows.Select(row => row.Recipient));
    }

    [Theory]
    [InlineData("100%_[x]? 'sale' \"now\"", true)]
    [InlineData("*_[x]?*", true)]
    [InlineData("*[x]*", true)]
    [InlineData("*'SALE'*", true)]
    [InlineData("*%*", true)]
    [InlineData("*x*", true)]
    [InlineData("100*now\"", true)]
    [InlineData("*[y]*", false)]
    [InlineData("*?x*", false)]
    [InlineData("*sale now*", false)]
    [InlineData("*AND OR NOT NEAR(*", false)]
    public async Task A_subject_pattern_takes_only_the_star(string pattern, bool matches)
    {
        await Store.LoadAsync([LogLines.Message(LogLines.Noon, "a@example.org") with { Subject = "100%_[x]? 'Sale' \"now\"" }], Token);
        Assert.Equal(matches ? 1 : 0, (await Store.SearchAsync(new LogQuery { Subject = pattern }, Token)).Count);
    }

    [Theory]
    [InlineData("*会議*", true)]
    [InlineData("*会*", true)]
    [InlineData("*定例会議のお知らせ", true)]
    [InlineData("*über*", true)]
    [InlineData("*ПРИВЕТ*", true)]
    [InlineData("*会社*", false)]
    public async Task A_subject_is_found_in_every_script(string pattern, bool matches)
    {
        await Store.LoadAsync([LogLines.Message(LogLines.Noon, "a@example.org") with { Subject = "ÜBER привет 定例会議のお知らせ" }], Token);
        Assert.Equal(matches ? 1 : 0, (await Store.SearchAsync(new LogQuery { Subject = pattern }, Token)).Count);
    }

    [Fact]
    public async Task A_null_sender_is_found_by_the_empty_text()
    {
        var bounce = LogLines.Message(LogLines.Noon, "a@example.org") with { Sender = "" };
        await Store.LoadAsync([bounce, LogLines.Message(LogLines.Noon, "b@example.org")], Token);
        Assert.Equal(bounce.MailId, (await Store.SearchAsync(new LogQuery { Sender = "" }, Token)).Single().MailId);
        Assert.Single(await Store.SearchAsync(new LogQuery { Sender = "sam@SENDER.*" }, Token));
    }

    [Theory]
    [InlineData("<1@sender.example>", 1)]
    [InlineData("1@sender.example", 1)]
    [InlineData("1@sender.exampl", 0)]
    [InlineData("*", 0)]
    public async Task The_message_id_is_found_with_and_without_brackets(string header, int count)
    {
        await Store.LoadAsync([LogLines.Message(LogLines.Noon, "a@example.org"), LogLines.Message(LogLines.Noon, "b@example.org") with { MessageIdHeader = null }], Token);
        Assert.Equal(count, (await Store.SearchAsync(new LogQuery { MessageIdHeader = header }, Token)).Count);
    }

    [Fact]
    public async Task Refusals_stand_in_the_same_search()
    {
        var session = Guid.CreateVersion7(LogLines.Noon);
        await Store.LoadAsync([LogLines.Message(LogLines.Noon, "nobody@example.org"), LogLines.Refusal(LogLines.Noon, session)], Token);
        Assert.Equal(2, (await Store.SearchAsync(new LogQuery { Recipient = "nobody@*" }, Token)).Count);
        var refusal = (await Store.SearchAsync(new LogQuery { Refused = true }, Token)).Single();
        Assert.Equal(
            new LogRow(LogLines.Noon, null, session, "192.0.2.66", "spammer@bad.example", "nobody@example.org", null, null, null, null, "550 5.1.1 unknown"),
            refusal);
        Assert.NotNull((await Store.SearchAsync(new LogQuery { Refused = false }, Token)).Single().MailId);
        Assert.Single(await Store.SearchAsync(new LogQuery { ClientAddress = "192.0.2.66" }, Token));
    }

    [Fact]
    public async Task A_refusal_before_any_sender_is_found_by_its_client()
    {
        var refusal = LogLines.Refusal(LogLines.Noon, Guid.NewGuid()) with { Sender = null, Recipient = null };
        await Store.LoadAsync([refusal], Token);
        Assert.Null((await Store.SearchAsync(new LogQuery { ClientAddress = "192.0.2.66" }, Token)).Single().Sender);
        Assert.Empty(await Store.SearchAsync(new LogQuery { Sender = "*" }, Token));
    }

    [Fact]
    public async Task Refused_content_shows_its_recipients_once()
    {
        var message = LogLines.Message(LogLines.Noon, "a@example.org") with { Accepted = false, Reply = "550 5.7.1 a virus" };
        message = message with { Recipients = [message.Recipients[0] with { Status = null, Disposition = Disposition.Reject }] };
        await Store.LoadAsync([LogLines.Refusal(LogLines.Noon, message.SessionId) with { MailId = message.MailId }, message], Token);
        var row = (await Store.SearchAsync(new LogQuery(), Token)).Single();
        Assert.Equal((message.MailId, Disposition.Reject, null, "550 5.7.1 a virus"), (row.MailId!.Value, row.Disposition!.Value, row.Status, row.Reply));
        Assert.Equal([row], await Store.SearchAsync(new LogQuery { Refused = true }, Token));
        Assert.Empty(await Store.SearchAsync(new LogQuery { Refused = false }, Token));
    }

    [Fact]
    public async Task Disposition_and_state_narrow_the_search()
    {
        var message = LogLines.Message(LogLines.Noon, "a@example.org", "b@example.org");
        message = message with { Recipients = [message.Recipients[0], message.Recipients[1] with { Disposition = Disposition.Quarantine }] };
        await Store.LoadAsync([message, LogLines.Status(message, 1, 1, RecipientStatus.Quarantined, "viruses"), LogLines.Refusal(LogLines.Noon, Guid.NewGuid())], Token);
        Assert.Equal("b@example.org", (await Store.SearchAsync(new LogQuery { Disposition = Disposition.Quarantine }, Token)).Single().Recipient);
        Assert.Equal("viruses", (await Store.SearchAsync(new LogQuery { Status = RecipientStatus.Quarantined }, Token)).Single().Reply);
        Assert.Empty(await Store.SearchAsync(new LogQuery { Status = RecipientStatus.Quarantined, Disposition = Disposition.Deliver }, Token));
    }

    [Fact]
    public async Task A_row_quotes_the_last_words_of_the_next_hop()
    {
        var message = LogLines.Message(LogLines.Noon, "a@example.org", "b@example.org");
        await Store.LoadAsync([LogLines.Attempt(message, 0, 2, "delivered", "250 ok"), LogLines.Attempt(message, 0, 1, "deferred", "451 later"), message], Token);
        Assert.Equal(["250 ok", "250 2.0.0 kept"], (await Store.SearchAsync(new LogQuery(), Token)).Select(row => row.Reply));
    }

    [Fact]
    public async Task A_cancelled_search_ends()
    {
        await Store.LoadAsync([LogLines.Message(LogLines.Noon, "a@example.org")], Token);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.SearchAsync(new LogQuery(), cancelled.Token));
    }
}
