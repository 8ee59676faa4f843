using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;

namespace Gatepost.Storage.Tests.Contracts;

/// <summary>What every <see cref="ILogStore"/> keeps and gives back; each database inherits it. Searching is in <see cref="LogSearchContract"/>.</summary>
public abstract class LogStoreContract
{
    protected abstract ILogStore Store { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_comes_back_whole()
    {
        var released = MailIds.At(LogLines.Noon.AddDays(-3));
        var message = LogLines.Message(LogLines.Noon.AddTicks(1234), "rita@example.org", "bob@example.org") with { ReleasedFrom = released };
        await Store.LoadAsync(
            [message, LogLines.Attempt(message, 0, 1, "deferred", "451 later"), LogLines.Attempt(message, 0, 2, "delivered", "250 ok"),
                LogLines.Status(message, 0, 2, RecipientStatus.Delivered, "250 ok")], Token);
        var found = await Store.FindAsync(message.MailId, Token);
        Assert.Equal(message.Recipients[0] with { Status = RecipientStatus.Delivered }, found!.Message.Recipients[0]);
        Assert.Equal(message.Recipients[1], found.Message.Recipients[1]);
        Assert.Equal(message, found.Message with { Recipients = message.Recipients });
        Assert.Equal(["451 later", "250 ok"], found.Attempts.Select(attempt => attempt.Reply));
        Assert.Equal((RecipientStatus.Delivered, "250 ok", message.At.AddSeconds(2)),
            (found.Statuses[0].Status, found.Statuses[0].Note, found.Statuses[0].At));
    }

    [Fact]
    public async Task Unknown_ids_find_nothing()
    {
        Assert.Null(await Store.FindAsync(MailIds.At(LogLines.Noon), Token));
        Assert.Null(await Store.FindAsync(new MailId(Guid.Parse("ffffffff-ffff-7fff-bfff-ffffffffffff")), Token));
        Assert.Null(await Store.FindAsync(new MailId(Guid.Empty), Token));
        Assert.Empty(await Store.FindSessionAsync(Guid.NewGuid(), Token));
    }

    [Fact]
    public async Task Loading_twice_changes_nothing()
    {
        var message = LogLines.Message(LogLines.Noon, "rita@example.org", "bob@example.org");
        LogEntry[] lines =
        [
            message, LogLines.Attempt(message, 0, 1, "delivered", "250 ok"), LogLines.Status(message, 0, 1, RecipientStatus.Delivered),
            LogLines.Refusal(LogLines.Noon, message.SessionId),
        ];
        await Store.LoadAsync(lines, Token);
        var before = await Snapshot(message.MailId);
        await Store.LoadAsync([.. lines, .. lines], Token);
        Assert.Equal(before, await Snapshot(message.MailId));
        Assert.Single(await Store.FindSessionAsync(message.SessionId, Token));
        Assert.Equal(new LogBooks(2, 1, 0, 1, 0, 0, 0), await Store.BooksAsync(LogLines.Noon.AddHours(-1), Token));
    }

    [Fact]
    public async Task A_state_may_come_before_its_message()
    {
        var message = LogLines.Message(LogLines.Noon, "rita@example.org");
        await Store.LoadAsync([LogLines.Status(message, 0, 5, RecipientStatus.Delivered)], Token);
        Assert.Null(await Store.FindAsync(message.MailId, Token));
        Assert.Empty(await Store.SearchAsync(new LogQuery(), Token));
        Assert.True((await Store.BooksAsync(LogLines.Noon.AddDays(-1), Token)).Balance);
        await Store.LoadAsync([message], Token);
        Assert.Equal(RecipientStatus.Delivered, (await Store.FindAsync(message.MailId, Token))!.Message.Recipients[0].Status);
    }

    [Fact]
    public async Task The_newest_state_wins_and_an_old_one_changes_nothing()
    {
        var message = LogLines.Message(LogLines.Noon, "rita@example.org");
        await Store.LoadAsync([message, LogLines.Status(message, 0, 9, RecipientStatus.Held, "by wanda")], Token);
        await Store.LoadAsync([LogLines.Status(message, 0, 3, RecipientStatus.Queued, "old")], Token);
        var state = (await Store.FindAsync(message.MailId, Token))!.Statuses.Single();
        Assert.Equal((RecipientStatus.Held, "by wanda"), (state.Status, state.Note));
    }

    [Fact]
    public async Task A_final_state_stays_when_the_clock_was_set_back()
    {
        var message = LogLines.Message(LogLines.Noon, "rita@example.org", "bob@example.org");
        await Store.LoadAsync(
            [LogLines.Status(message, 0, -5, RecipientStatus.Delivered), message,
                LogLines.Status(message, 1, 5, RecipientStatus.Quarantined), LogLines.Status(message, 1, 4, RecipientStatus.Deleted)], Token);
        Assert.Equal(new LogBooks(2, 0, 0, 1, 0, 0, 1), await Store.BooksAsync(LogLines.Noon.AddHours(-1), Token));
    }

    [Fact]
    public async Task A_later_decision_replaces_the_first_one()
    {
        var first = LogLines.Message(LogLines.Noon, "rita@example.org");
        var later = first with
        {
            At = first.At.AddMinutes(1),
            DecisionRecord = "{\"later\":true}",
            Recipients = [first.Recipients[0] with { Disposition = Disposition.Quarantine, Area = "viruses" }],
        };
        await Store.LoadAsync([later], Token);
        await Store.LoadAsync([first], Token);
        var found = (await Store.FindAsync(first.MailId, Token))!.Message;
        Assert.Equal((Disposition.Quarantine, "viruses", "{\"later\":true}"), (found.Recipients[0].Disposition, found.Recipients[0].Area, found.DecisionRecord));
    }

    [Fact]
    public async Task Books_count_accepted_recipients_since_a_time()
    {
        var old = LogLines.Message(LogLines.Noon.AddDays(-2), "old@example.org");
        var message = LogLines.Message(LogLines.Noon, "a@x.example", "b@x.example", "c@x.example", "d@x.example", "e@x.example", "f@x.example");
        var refused = LogLines.Message(LogLines.Noon, "g@x.example") with { Accepted = false };
        refused = refused with { Recipients = [refused.Recipients[0] with { Status = null, Disposition = Disposition.Reject }] };
        var states = Enum.GetValues<RecipientStatus>().Select(status => LogLines.Status(message, (int)status, 1, status));
        await Store.LoadAsync([old, message, refused, .. states], Token);
        var books = await Store.BooksAsync(LogLines.Noon.AddHours(-1), Token);
        Assert.Equal(new LogBooks(6, 1, 1, 1, 1, 1, 1), books);
        Assert.True(books.Balance);
        Assert.Equal(7, (await Store.BooksAsync(LogLines.Noon.AddDays(-3), Token)).Accepted);
    }

    [Fact]
    public async Task A_recipient_without_a_state_unbalances_the_books()
    {
        var message = LogLines.Message(LogLines.Noon, "rita@example.org");
        await Store.LoadAsync([message with { Recipients = [message.Recipients[0] with { Status = null }] }], Token);
        Assert.False((await Store.BooksAsync(LogLines.Noon.AddHours(-1), Token)).Balance);
    }

    [Fact]
    public async Task A_session_across_midnight_is_found_whole()
    {
        var midnight = new DateTimeOffset(2026, 3, 5, 0, 0, 0, TimeSpan.Zero);
        var session = Guid.CreateVersion7(midnight);
        var lines = new[] { LogLines.Refusal(midnight.AddSeconds(-1), session), LogLines.Refusal(midnight.AddSeconds(1), session, 1) };
        await Store.LoadAsync(lines, Token);
        Assert.Equal(lines, await Store.FindSessionAsync(session, Token));
    }

    [Fact]
    public async Task Purging_removes_whole_days_and_keeps_the_rest()
    {
        var messages = Enumerable.Range(0, 4).Select(day => LogLines.Message(LogLines.Noon.AddDays(-day), "rita@example.org")).ToList();
        await Store.LoadAsync(messages, Token);
        await Store.PurgeAsync(new DateOnly(2026, 3, 3), Token);
        Assert.Equal(2, (await Store.SearchAsync(new LogQuery(), Token)).Count);
        Assert.NotNull(await Store.FindAsync(messages[1].MailId, Token));
        Assert.Null(await Store.FindAsync(messages[2].MailId, Token));
        await Store.LoadAsync([messages[3]], Token);
        Assert.NotNull(await Store.FindAsync(messages[3].MailId, Token));
    }

    [Fact]
    public async Task Lines_in_any_order_and_any_number_of_times_give_the_same_books()
    {
        var lines = new List<LogEntry>();
        var messages = new List<MessageLogged>();
        for (var number = 0; number < 40; number++)
            AddStory(lines, messages, number);
        await Store.LoadAsync(lines, Token);
        var expected = await Store.BooksAsync(DateTimeOffset.UnixEpoch, Token);
        Assert.True(expected.Balance);
        var snapshots = new List<string>();
        foreach (var message in messages)
            snapshots.Add(await Snapshot(message.MailId));
        for (var seed = 1; seed <= 12; seed++)
        {
            await Store.PurgeAsync(DateOnly.MaxValue, Token);
            var random = new Random(seed);
            var shuffled = lines.Concat(lines.Where(_ => random.Next(3) == 0)).ToArray();
            random.Shuffle(shuffled);
            foreach (var batch in shuffled.Chunk(random.Next(1, 50)))
                await Store.LoadAsync(batch, Token);
            Assert.Equal(expected, await Store.BooksAsync(DateTimeOffset.UnixEpoch, Token));
            for (var number = 0; number < messages.Count; number++)
                Assert.Equal(snapshots[number], await Snapshot(messages[number].MailId));
        }
    }

    /// <summary>A message with a typical life, some of it within the same millisecond and some across midnight.</summary>
    private static void AddStory(List<LogEntry> lines, List<MessageLogged> messages, int number)
    {
        var message = LogLines.Message(LogLines.Noon.AddHours(11).AddMinutes(number * 2), $"r{number}@example.org", $"s{number % 5}@example.org");
        messages.Add(message);
        lines.Add(message);
        lines.Add(LogLines.Attempt(message, 0, 1, "deferred", "451 later"));
        lines.Add(LogLines.Status(message, 0, number % 4, RecipientStatus.Queued));
        lines.Add(LogLines.Attempt(message, 0, 2, "delivered", "250 ok"));
        lines.Add(LogLines.Status(message, 0, 2, number % 7 == 0 ? RecipientStatus.Bounced : RecipientStatus.Delivered));
        lines.Add(LogLines.Status(message, 1, 0, RecipientStatus.Held));
        if (number % 3 == 0)
        {
            lines.Add(LogLines.Status(message, 1, 60, RecipientStatus.Quarantined, "viruses"));
            lines.Add(LogLines.Status(message, 1, number % 2 == 0 ? 60 : 90, RecipientStatus.Deleted, "released"));
        }
        lines.Add(LogLines.Refusal(message.At, message.SessionId));
    }

    private async Task<string> Snapshot(MailId id)
    {
        var found = (await Store.FindAsync(id, Token))!;
        return string.Join('\n', found.Message.Recipients.Cast<object>().Concat(found.Statuses.Cast<object>()).Concat(found.Attempts));
    }
}
