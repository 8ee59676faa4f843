using Gatepost.Gateway.Policies;

namespace Gatepost.Storage.Tests.Contracts;

/// <summary>What every <see cref="IPolicyStore"/> must do; each database inherits it and says only how a clean store is made.</summary>
public abstract class PolicyStoreContract
{
    protected abstract IPolicyStore Store { get; }

    /// <summary>A second store on the same database, as another process has one.</summary>
    protected abstract IPolicyStore OpenAgain();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_empty_database_has_no_revision()
    {
        Assert.Null(await Store.LatestAsync(Token));
        Assert.Null(await Store.FindAsync(1, Token));
        Assert.Empty(await Store.HistoryAsync(10, Token));
    }

    [Fact]
    public async Task Revisions_are_numbered_from_one_and_come_back_as_they_were()
    {
        var first = await Store.AddAsync(Revision("rules: []\n", "uid 0 (root)", "first"), null, Token);
        var second = await Store.AddAsync(Revision("rules: [á, 日本]\n", "wanda", null), null, Token);
        Assert.Equal(1, first!.Number);
        Assert.Equal(2, second!.Number);
        Assert.Equal(second, await Store.LatestAsync(Token));
        Assert.Equal(first, await OpenAgain().FindAsync(1, Token));
        Assert.Equal("first", first.Note);
        Assert.Equal(Time, first.CreatedAt);
    }

    [Fact]
    public async Task History_is_newest_first_and_without_yaml()
    {
        for (var number = 1; number <= 3; number++)
            await Store.AddAsync(Revision($"n: {number}\n", "wanda", $"note {number}"), null, Token);
        var history = await Store.HistoryAsync(2, Token);
        Assert.Equal([3L, 2L], history.Select(revision => revision.Number));
        Assert.All(history, revision => Assert.Empty(revision.Yaml));
        Assert.Equal("note 3", history[0].Note);
    }

    [Fact]
    public async Task Who_expects_an_older_revision_adds_nothing()
    {
        await Store.AddAsync(Revision("a: 1\n", "wanda", null), 0, Token);
        await Store.AddAsync(Revision("a: 2\n", "victor", null), 1, Token);
        Assert.Null(await Store.AddAsync(Revision("a: 3\n", "wanda", null), 1, Token));
        Assert.Equal(2, (await Store.LatestAsync(Token))!.Number);
        Assert.Equal(3, (await Store.AddAsync(Revision("a: 3\n", "wanda", null), 2, Token))!.Number);
    }

    [Fact]
    public async Task Of_many_who_expect_the_same_revision_one_wins()
    {
        var other = OpenAgain();
        var tries = Enumerable.Range(0, 8).Select(number =>
            Task.Run(() => (number % 2 == 0 ? Store : other).AddAsync(Revision($"n: {number}\n", "wanda", null), 0, Token)));
        var added = await Task.WhenAll(tries);
        Assert.Single(added, revision => revision is not null);
        Assert.Equal(1, (await Store.LatestAsync(Token))!.Number);
    }

    [Fact]
    public async Task A_text_that_looks_like_sql_is_only_text()
    {
        const string hostile = "'; DROP TABLE policy_revision; -- {0} \" % _";
        await Store.AddAsync(Revision(hostile, hostile, hostile), null, Token);
        var latest = await Store.LatestAsync(Token);
        Assert.Equal((hostile, hostile, hostile), (latest!.Yaml, latest.Author, latest.Note));
    }

    protected static DateTimeOffset Time { get; } = new(2026, 3, 4, 5, 6, 7, 89, TimeSpan.Zero);

    private static NewPolicyRevision Revision(string yaml, string author, string? note) => new(yaml, new string('a', 64), author, note, Time);
}
