using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Quarantine;

namespace Gatepost.Storage.Tests.Contracts;

/// <summary>What every <see cref="IQuarantineStore"/> must do; each database inherits it.</summary>
public abstract class QuarantineStoreContract
{
    private static readonly DateTimeOffset Start = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    protected abstract IQuarantineStore Store { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_come_back_as_they_were()
    {
        var row = Row(MailIds.At(Start), 0) with
        {
            Sender = "",
            Subject = "日本語 ' \" %",
            Rule = "viruses",
            Reason = "EICAR",
            Claim = new QuarantineClaim(MailIds.At(Start.AddHours(1)), "released"),
        };
        await Store.AddAsync([row], Token);
        Assert.Equal([row], await Store.FindAsync(row.MailId, Token));
        Assert.Empty(await Store.FindAsync(MailIds.At(Start), Token));
    }

    [Fact]
    public async Task A_row_that_is_there_stays_as_it_is()
    {
        var row = Row(MailIds.At(Start), 0);
        await Store.AddAsync([row], Token);
        await Store.AddAsync([row with { Area = "other" }, row with { Recipient = 1, Address = "second@example.org" }], Token);
        var rows = await Store.FindAsync(row.MailId, Token);
        Assert.Equal(["default", "default"], rows.Select(mail => mail.Area));
        Assert.Equal([0, 1], rows.Select(mail => mail.Recipient));
        Assert.All(rows, mail => Assert.Equal(row.Record, mail.Record));
    }

    [Fact]
    public async Task Lists_are_newest_first_limited_and_without_the_record()
    {
        for (var minute = 0; minute < 5; minute++)
            await Store.AddAsync([Row(MailIds.At(Start), 0) with { At = Start.AddMinutes(minute), Record = new string('x', 1000) }], Token);
        var rows = await Store.ListAsync(new QuarantineQuery(Limit: 3), Token);
        Assert.Equal([Start.AddMinutes(4), Start.AddMinutes(3), Start.AddMinutes(2)], rows.Select(row => row.At));
        Assert.All(rows, row => Assert.Empty(row.Record));
        Assert.Equal(2, (await Store.ListAsync(new QuarantineQuery(Since: Start.AddMinutes(3)), Token)).Count);
    }

    [Theory]
    [InlineData("eve@evil.example", true)]
    [InlineData("EVE@Evil.Example", true)]
    [InlineData("eve@*", true)]
    [InlineData("*@evil.example", true)]
    [InlineData("*evil*", true)]
    [InlineData("*", true)]
    [InlineData("eve", false)]
    [InlineData("eve_evil.example", false)]
    [InlineData("%", false)]
    [InlineData("%@evil.example*", false)]
    [InlineData("*_*", false)]
    [InlineData("' OR 1=1 --*", false)]
    [InlineData("", false)]
    public async Task A_sender_pattern_takes_only_the_star(string pattern, bool matches)
    {
        await Store.AddAsync([Row(MailIds.At(Start), 0) with { Sender = "Eve@evil.example" }], Token);
        Assert.Equal(matches ? 1 : 0, (await Store.ListAsync(new QuarantineQuery(Sender: pattern), Token)).Count);
    }

    [Theory]
    [InlineData("100%_done\\", true)]
    [InlineData("100%*", true)]
    [InlineData("*_done\\", true)]
    [InlineData("*ÜBER*", false)]
    [InlineData("100%Xdone\\", false)]
    public async Task A_subject_with_wildcards_of_sql_is_found_by_itself_alone(string pattern, bool matches)
    {
        await Store.AddAsync([Row(MailIds.At(Start), 0) with { Subject = "100%_done\\" }], Token);
        Assert.Equal(matches ? 1 : 0, (await Store.ListAsync(new QuarantineQuery(Subject: pattern), Token)).Count);
    }

    [Fact]
    public async Task Case_is_folded_in_every_script()
    {
        await Store.AddAsync([Row(MailIds.At(Start), 0) with { Subject = "Über ПРИВЕТ" }], Token);
        Assert.Single(await Store.ListAsync(new QuarantineQuery(Subject: "über привет"), Token));
        Assert.Single(await Store.ListAsync(new QuarantineQuery(Subject: "*ПРИвет"), Token));
    }

    [Fact]
    public async Task All_members_of_a_query_must_match()
    {
        await Store.AddAsync([Row(MailIds.At(Start), 0) with { Area = "spam" }, Row(MailIds.At(Start), 0) with { Area = "viruses" }], Token);
        Assert.Single(await Store.ListAsync(new QuarantineQuery(Area: "spam", Recipient: "rita@*"), Token));
        Assert.Empty(await Store.ListAsync(new QuarantineQuery(Area: "spam", Recipient: "nobody@*"), Token));
    }

    [Fact]
    public async Task Removing_counts_and_the_references_to_the_content_go_down()
    {
        var id = MailIds.At(Start);
        await Store.AddAsync([Row(id, 0), Row(id, 1), Row(id, 2)], Token);
        Assert.Equal(3, await Store.CountReferencesAsync("key", [], Token));
        Assert.Equal(1, await Store.CountReferencesAsync("key", [0, 2, 7], Token));
        Assert.Equal(2, await Store.RemoveAsync(id, [0, 2, 7], Token));
        Assert.Equal(0, await Store.RemoveAsync(id, [0, 2], Token));
        Assert.Equal(1, await Store.CountReferencesAsync("key", [], Token));
        Assert.Equal(1, (await Store.FindAsync(id, Token)).Single().Recipient);
        Assert.Equal(1, await Store.RemoveAsync(id, [1], Token));
        Assert.Equal(0, await Store.CountReferencesAsync("key", [], Token));
        Assert.Empty(await Store.FindAsync(id, Token));
    }

    [Fact]
    public async Task Rows_are_counted_by_area()
    {
        Assert.Empty(await Store.CountByAreaAsync(Token));
        await Store.AddAsync([Row(MailIds.At(Start), 0), Row(MailIds.At(Start), 1), Row(MailIds.At(Start), 0) with { Area = "other" }], Token);
        Assert.Equal(1, (await Store.CountByAreaAsync(Token))["other"]);
        Assert.Equal(2, (await Store.CountByAreaAsync(Token)).Where(area => area.Key != "other").Sum(area => area.Value));
    }

    [Fact]
    public async Task A_later_copy_brings_the_newer_record()
    {
        var id = MailIds.At(Start);
        await Store.AddAsync([Row(id, 0) with { Record = "older" }], Token);
        await Store.AddAsync([Row(id, 1) with { Record = "newer" }], Token);
        Assert.All(await Store.FindAsync(id, Token), row => Assert.Equal("newer", row.Record));
    }

    [Fact]
    public async Task Expired_rows_come_oldest_first_and_no_others()
    {
        var rows = Enumerable.Range(0, 4).Select(day => Row(MailIds.At(Start), 0) with { ExpiresAt = Start.AddDays(day) }).ToList();
        rows[0] = rows[0] with { Claim = new QuarantineClaim(MailIds.At(Start), "is being released") };
        await Store.AddAsync(rows, Token);
        var expired = await Store.ExpiredAsync(Start.AddDays(2.5), Start, 10, Token);
        Assert.Equal([rows[1].MailId, rows[2].MailId], expired.Select(row => row.MailId));
        Assert.Single(await Store.ExpiredAsync(Start.AddDays(2.5), Start, 1, Token));
        Assert.Empty(await Store.ExpiredAsync(Start, Start, 10, Token));
    }

    [Fact]
    public async Task A_row_can_be_claimed_once()
    {
        var id = MailIds.At(Start);
        await Store.AddAsync([Row(id, 0), Row(id, 1)], Token);
        var (first, second) = (new QuarantineClaim(MailIds.At(Start), "first"), new QuarantineClaim(MailIds.At(Start), "second"));
        Assert.Equal([0], await Store.ClaimAsync(id, [0], first, Token));
        Assert.Equal([1], await Store.ClaimAsync(id, [0, 1], second, Token));
        Assert.Equal([first, second], (await Store.ClaimedAsync("", DateTimeOffset.UnixEpoch, 10, Token)).Select(row => row.Claim));
        await Store.UnclaimAsync(id, second.ReleasedAs, Token);
        Assert.Equal([first, null], (await Store.FindAsync(id, Token)).Select(row => row.Claim));
    }

    [Fact]
    public async Task A_claim_belongs_to_its_node_until_it_is_old()
    {
        var (id, claimedAt) = (MailIds.At(Start), Start.AddDays(1));
        await Store.AddAsync([Row(id, 0), Row(id, 1)], Token);
        await Store.ClaimAsync(id, [0], new QuarantineClaim(MailIds.At(claimedAt), "x", "node a"), Token);
        await Store.ClaimAsync(id, [1], new QuarantineClaim(MailIds.At(claimedAt), "x", "node b"), Token);
        Assert.Equal([0], (await Store.ClaimedAsync("node a", claimedAt.AddSeconds(-1), 10, Token)).Select(row => row.Recipient));
        Assert.Equal([0, 1], (await Store.ClaimedAsync("node a", claimedAt.AddSeconds(1), 10, Token)).Select(row => row.Recipient));
        Assert.Empty(await Store.ClaimedAsync("node c", claimedAt.AddSeconds(-1), 10, Token));
    }

    [Fact]
    public async Task Own_claims_come_before_those_of_others_and_what_is_committed_is_not_taken_back()
    {
        var (id, later) = (MailIds.At(Start), MailIds.At(Start.AddHours(1)));
        await Store.AddAsync([Row(id, 0), Row(later, 0)], Token);
        var (foreign, own) = (new QuarantineClaim(MailIds.At(Start), "x", "node b"), new QuarantineClaim(MailIds.At(Start), "x", "node a"));
        await Store.ClaimAsync(id, [0], foreign, Token);
        await Store.ClaimAsync(later, [0], own, Token);
        await Store.CommittedAsync(id, foreign.ReleasedAs, Token);
        Assert.Equal([own], (await Store.ClaimedAsync("node a", Start.AddDays(1), 1, Token)).Select(row => row.Claim));
        Assert.Equal([own, foreign with { IsCommitted = true }], (await Store.ClaimedAsync("node a", Start.AddDays(1), 9, Token)).Select(row => row.Claim));
        await Store.UnclaimAsync(id, foreign.ReleasedAs, Token);
        await Store.UnclaimAsync(later, own.ReleasedAs, Token);
        Assert.Equal([id], (await Store.ClaimedAsync("node a", Start.AddDays(1), 9, Token)).Select(row => row.MailId));
    }

    [Fact]
    public async Task Rows_that_arrive_on_a_node_are_freed_by_it_alone()
    {
        var (id, other) = (MailIds.At(Start), MailIds.At(Start));
        await Store.AddAsync([Row(id, 0) with { ArrivingOn = "node a" }, Row(id, 1) with { ArrivingOn = "node a" }, Row(other, 0) with { ArrivingOn = "node b" }], Token);
        await Store.AddAsync([Row(other, 0)], Token);
        Assert.Equal([id], await Store.ArrivingAsync("node a", 0, 10, Token));
        Assert.Empty(await Store.ArrivingAsync("node a", 1, 10, Token));
        await Store.ArrivedAsync(id, "node b", Token);
        Assert.All(await Store.FindAsync(id, Token), row => Assert.Equal("node a", row.ArrivingOn));
        await Store.ArrivedAsync(id, "node a", Token);
        Assert.Empty(await Store.ArrivingAsync("node a", 0, 10, Token));
        Assert.All(await Store.FindAsync(id, Token), row => Assert.Null(row.ArrivingOn));
        Assert.Equal("node b", (await Store.FindAsync(other, Token)).Single().ArrivingOn);
    }

    /// <summary>A node lost its id between two tries: it has the message in its spool all the same, and nobody else frees the rows.</summary>
    [Fact]
    public async Task Rows_that_are_offered_once_more_arrive_on_who_offers_them()
    {
        var id = MailIds.At(Start);
        await Store.AddAsync([Row(id, 0) with { ArrivingOn = "node a" }, Row(id, 1) with { ArrivingOn = "node a" }, Row(id, 2)], Token);
        await Store.AddAsync([Row(id, 1) with { ArrivingOn = "node b" }], Token);
        Assert.Equal(["node b", "node b", null], (await Store.FindAsync(id, Token)).Select(row => row.ArrivingOn));
        await Store.ArrivedAsync(id, "node b", Token);
        Assert.All(await Store.FindAsync(id, Token), row => Assert.Null(row.ArrivingOn));
    }

    [Fact]
    public async Task Who_asks_for_any_node_gets_the_rows_and_claims_of_all()
    {
        var id = MailIds.At(Start);
        await Store.AddAsync([Row(id, 0) with { ArrivingOn = "node a" }, Row(id, 1)], Token);
        await Store.ClaimAsync(id, [1], new QuarantineClaim(MailIds.At(Start.AddDays(1)), "x", "node b"), Token);
        Assert.Equal([1], (await Store.ClaimedAsync(null, Start, 10, Token)).Select(row => row.Recipient));
        Assert.Equal([id], await Store.ArrivingAsync(null, 0, 10, Token));
        await Store.ArrivedAsync(id, null, Token);
        Assert.Empty(await Store.ArrivingAsync(null, 0, 10, Token));
    }

    [Fact]
    public async Task What_a_node_is_at_work_on_expires_once_it_is_abandoned()
    {
        var (claimed, arriving) = (MailIds.At(Start), MailIds.At(Start));
        await Store.AddAsync([Row(claimed, 0) with { Claim = new QuarantineClaim(MailIds.At(Start), "x", "node b") }, Row(arriving, 0) with { ArrivingOn = "node b" }], Token);
        Assert.Empty(await Store.ExpiredAsync(Start.AddDays(31), Start.AddSeconds(-1), 10, Token));
        Assert.Equal(2, (await Store.ExpiredAsync(Start.AddDays(31), Start.AddSeconds(1), 10, Token)).Count);
        Assert.Empty(await Store.ExpiredAsync(Start.AddDays(29), Start.AddSeconds(1), 10, Token));
    }

    [Fact]
    public async Task Of_two_who_claim_at_once_one_gets_the_row()
    {
        var id = MailIds.At(Start);
        await Store.AddAsync([Row(id, 0)], Token);
        var tries = Enumerable.Range(0, 6).Select(_ =>
            Task.Run(() => Store.ClaimAsync(id, [0], new QuarantineClaim(MailIds.At(Start), "x"), Token)));
        Assert.Single(await Task.WhenAll(tries), claimed => claimed.Count == 1);
    }

    internal static QuarantinedMail Example(MailId id) => Row(id, 0);

    protected static QuarantinedMail Row(MailId id, int recipient) => new()
    {
        MailId = id,
        Recipient = recipient,
        Address = "Rita@example.org",
        Sender = "eve@evil.example",
        Subject = "hello",
        Area = "default",
        Size = 1234,
        ContentKey = "key",
        Record = "{\"id\":\"x\"}",
        At = Start,
        ExpiresAt = Start.AddDays(30),
    };
}
