using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Quarantine;
using Gatepost.Gateway.Spool;
using Gatepost.Storage.Maintenance;
using Gatepost.Storage.PostgreSql;
using Gatepost.Storage.PostgreSql.Log;
using Gatepost.Storage.Shared;
using Gatepost.Storage.Sqlite;
using Gatepost.Storage.Sqlite.Log;
using Gatepost.Storage.Tests.Contracts;
using Gatepost.Storage.Tests.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatepost.Storage.Tests.PostgreSql;

/// <summary>A SQLite installation moves to PostgreSQL whole, also when it is broken off on the way.</summary>
public sealed class DatabaseCopyTests(PostgreSqlFixture fixture) : IDisposable
{
    private readonly DatabaseFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Everything_is_there_afterwards_and_a_second_copy_changes_nothing()
    {
        var (policies, quarantined, messages) = await FillAsync();
        var settings = await fixture.NewDatabaseAsync();
        var parts = new List<string>();
        var result = await DatabaseCopy.RunAsync(_folder.Path, settings, new Listener(progress => parts.Add(progress.Part)), Token);
        Assert.Null(result.Trouble);
        Assert.All(result.Counts, count => Assert.Equal(count.Source, count.Target));
        Assert.Equal([2, 2, 3, 4, 1, 2], result.Counts.Select(count => count.Source));
        Assert.Contains("log of 2026-03-04", parts);

        await using var connections = new PostgreSqlConnections(settings);
        using var log = new PostgreSqlLogStore(connections, NullLogger<PostgreSqlLogSchema>.Instance);
        Assert.Equal(policies, (await new PolicyStore(PostgreSqlContextSource.Settings(connections)).LatestAsync(Token))!.Yaml);
        Assert.Equal(quarantined, (await new QuarantineStore(PostgreSqlContextSource.Quarantine(connections)).FindAsync(quarantined.MailId, Token)).Single());
        using var source = new SqliteLogStore(_folder.Settings, TimeProvider.System, NullLogger<SqliteLogStore>.Instance);
        foreach (var message in messages)
            Assert.Equal(Text(await source.FindAsync(message.MailId, Token)), Text(await log.FindAsync(message.MailId, Token)));
        Assert.Equal(await source.BooksAsync(DateTimeOffset.UnixEpoch, Token), await log.BooksAsync(DateTimeOffset.UnixEpoch, Token));
        Assert.Equal(await source.SearchAsync(new LogQuery(), Token), await log.SearchAsync(new LogQuery(), Token));

        Assert.Equal(result.Counts, (await DatabaseCopy.RunAsync(_folder.Path, settings, new Listener(_ => { }), Token)).Counts);
    }

    [Fact]
    public async Task A_copy_that_was_broken_off_goes_on_and_takes_what_came_meanwhile()
    {
        var (_, _, messages) = await FillAsync();
        var settings = await fixture.NewDatabaseAsync();
        using var broken = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            DatabaseCopy.RunAsync(_folder.Path, settings, new Listener(progress => { if (progress.Part.StartsWith("log", StringComparison.Ordinal)) broken.Cancel(); }), broken.Token));
        using (var source = new SqliteLogStore(_folder.Settings, TimeProvider.System, NullLogger<SqliteLogStore>.Instance))
            await source.LoadAsync([LogLines.Attempt(messages[0], 0, 2, "delivered", "250 ok"), LogLines.Message(messages[0].At.AddSeconds(1), "late@example.org")], Token);
        var result = await DatabaseCopy.RunAsync(_folder.Path, settings, new Listener(_ => { }), Token);
        Assert.Null(result.Trouble);
        Assert.All(result.Counts, count => Assert.Equal(count.Source, count.Target));
    }

    /// <summary>A repeated copy would deliver mail once more that was released in between, and show what was deleted.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_left_the_quarantine_since_it_was_copied_does_not_come_back(bool isBrokenOff)
    {
        var (_, quarantined, _) = await FillAsync();
        var settings = await fixture.NewDatabaseAsync();
        using var broken = new CancellationTokenSource();
        var copy = DatabaseCopy.RunAsync(_folder.Path, settings, new Listener(progress => { if (isBrokenOff && progress.Part == "quarantine") broken.Cancel(); }), broken.Token);
        if (isBrokenOff)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => copy);
        else
            Assert.Null((await copy).Trouble);
        await using var connections = new PostgreSqlConnections(settings);
        using var target = PostgreSqlContextSource.Quarantine(connections);
        var store = new QuarantineStore(target);
        Assert.Equal(1, await store.RemoveAsync(quarantined.MailId, [0], Token));
        var late = QuarantineStoreContract.Example(MailIds.At(LogLines.Noon)) with { MailId = quarantined.MailId, Recipient = 1 };
        await new QuarantineStore(SqliteContextSource.Quarantine(_folder.Settings)).AddAsync([late], Token);
        var again = await DatabaseCopy.RunAsync(_folder.Path, settings, new Listener(_ => { }), Token);
        Assert.Null(again.Trouble);
        Assert.All(again.Counts, count => Assert.Equal(count.Source, count.Target));
        Assert.Equal(late, (await store.FindAsync(quarantined.MailId, Token)).Single());
        Assert.Equal(2, (await store.ListAsync(new QuarantineQuery(), Token)).Count);
    }

    /// <summary>Back on SQLite for a day: what was released there would be released once more, and the release that is under way would be forgotten.</summary>
    [Fact]
    public async Task What_left_or_was_claimed_in_the_source_since_it_was_copied_is_so_in_PostgreSQL()
    {
        var (_, quarantined, _) = await FillAsync();
        var id = quarantined.MailId;
        var (settings, source) = (await fixture.NewDatabaseAsync(), new QuarantineStore(SqliteContextSource.Quarantine(_folder.Settings)));
        var claimed = QuarantineStoreContract.Example(MailIds.At(LogLines.Noon));
        await source.AddAsync([quarantined with { Recipient = 1 }, claimed], Token);
        Assert.Null((await DatabaseCopy.RunAsync(_folder.Path, settings, new Listener(_ => { }), Token)).Trouble);
        await using var connections = new PostgreSqlConnections(settings);
        using var target = PostgreSqlContextSource.Quarantine(connections);
        var store = new QuarantineStore(target);
        var own = QuarantineStoreContract.Example(MailIds.At(LogLines.Noon));
        await store.AddAsync([own, quarantined with { Recipient = 2 }], Token);
        var claim = new QuarantineClaim(MailIds.At(LogLines.Noon), "released by wanda", "node a", IsCommitted: true);
        await DepartAsync(quarantined);
        await source.RemoveAsync(id, [0], Token);
        await source.ClaimAsync(claimed.MailId, [0], claim, Token);
        await source.CommittedAsync(claimed.MailId, claim.ReleasedAs, Token);
        var again = await DatabaseCopy.RunAsync(_folder.Path, settings, new Listener(_ => { }), Token);
        Assert.Null(again.Trouble);
        Assert.Equal([1, 2], (await store.FindAsync(id, Token)).Select(row => row.Recipient));
        Assert.Equal(claim, (await store.FindAsync(claimed.MailId, Token)).Single().Claim);
        Assert.Equal(own, (await store.FindAsync(own.MailId, Token)).Single());
    }

    [Fact]
    public async Task The_row_of_the_last_recipient_that_left_the_source_takes_the_record_along_and_the_log_says_so()
    {
        var (_, quarantined, _) = await FillAsync();
        var settings = await fixture.NewDatabaseAsync();
        Assert.Null((await DatabaseCopy.RunAsync(_folder.Path, settings, new Listener(_ => { }), Token)).Trouble);
        await DepartAsync(quarantined);
        await new QuarantineStore(SqliteContextSource.Quarantine(_folder.Settings)).RemoveAsync(quarantined.MailId, [0], Token);
        Assert.Null((await DatabaseCopy.RunAsync(_folder.Path, settings, new Listener(_ => { }), Token)).Trouble);
        await using var connections = new PostgreSqlConnections(settings);
        using var target = PostgreSqlContextSource.Quarantine(connections);
        await using var context = await target.OpenAsync(Token);
        Assert.False(await context.Records.AnyAsync(record => record.MailId == quarantined.MailId.Value, Token));
        Assert.Equal(1, await context.Rows.CountAsync(Token));
        using var log = new PostgreSqlLogStore(connections, NullLogger<PostgreSqlLogSchema>.Instance);
        Assert.Equal(RecipientStatus.Deleted, (await log.FindAsync(quarantined.MailId, Token))!.Statuses.Single(status => status.Recipient == 0).Status);
    }

    /// <summary>Another node's folder under the same path, a file that was removed and is made anew, a backup: none says that mail left.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Mail_of_which_the_source_only_knows_nothing_stays(bool isMadeAnew)
    {
        await FillAsync();
        var settings = await fixture.NewDatabaseAsync();
        Assert.Null((await DatabaseCopy.RunAsync(_folder.Path, settings, new Listener(_ => { }), Token)).Trouble);
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(Path.Combine(_folder.Path, "database"), "quarantine.db*").Concat(Directory.GetFiles(_folder.Settings.LogFolder)))
            File.Delete(file);
        if (isMadeAnew)
            await new QuarantineStore(SqliteContextSource.Quarantine(_folder.Settings)).AddAsync([QuarantineStoreContract.Example(MailIds.At(LogLines.Noon))], Token);
        for (var copy = 0; copy < 2; copy++)
            Assert.Null((await DatabaseCopy.RunAsync(_folder.Path, settings, new Listener(_ => { }), Token)).Trouble);
        await using var connections = new PostgreSqlConnections(settings);
        Assert.Equal(isMadeAnew ? 3 : 2, (await new QuarantineStore(PostgreSqlContextSource.Quarantine(connections)).ListAsync(new QuarantineQuery(), Token)).Count);
    }

    /// <summary>The source's log tells that the first recipient's mail left the quarantine.</summary>
    private async Task DepartAsync(QuarantinedMail mail)
    {
        using var log = new SqliteLogStore(_folder.Settings, TimeProvider.System, NullLogger<SqliteLogStore>.Instance);
        var message = LogLines.Message(LogLines.Noon, "a@example.org", "b@example.org") with { MailId = mail.MailId };
        await log.LoadAsync([message, LogLines.Status(message, 0, 5, RecipientStatus.Deleted)], Token);
    }

    [Fact]
    public async Task A_database_with_a_policy_of_its_own_is_left_alone()
    {
        await FillAsync();
        var settings = await fixture.NewDatabaseAsync();
        await using (var connections = new PostgreSqlConnections(settings))
            await new PolicyStore(PostgreSqlContextSource.Settings(connections)).AddAsync(Revision("other: 1\n"), null, Token);
        var result = await DatabaseCopy.RunAsync(_folder.Path, settings, new Listener(_ => { }), Token);
        Assert.Contains("policy of its own", result.Trouble, StringComparison.Ordinal);
        Assert.Empty(result.Counts);
    }

    [Fact]
    public async Task Status_and_migration_say_what_there_is()
    {
        var gateway = new GatewaySettings { HostName = "mx.example.org", DataFolder = _folder.Path, Listeners = [], PostgreSql = await fixture.NewDatabaseAsync() };
        var empty = await DatabaseMaintenance.StatusAsync(gateway, Token);
        Assert.Equal(("postgresql", 5, false), (empty.Kind, empty.Pending.Count, empty.HasTrigrams));
        Assert.Equal(6, (await DatabaseMaintenance.MigrateAsync(gateway, Token)).Count);
        Assert.Empty(await DatabaseMaintenance.MigrateAsync(gateway, Token));
        await FillAsync();
        await DatabaseCopy.RunAsync(_folder.Path, gateway.PostgreSql!, new Listener(_ => { }), Token);
        var full = await DatabaseMaintenance.StatusAsync(gateway, Token);
        Assert.Equal((0, true, 0), (full.Pending.Count, full.HasTrigrams, full.DaysWithoutTrigrams));
        Assert.Equal([new DateOnly(2026, 3, 4), new DateOnly(2026, 3, 2)], full.Days.Select(day => day.Day));
        var sqlite = await DatabaseMaintenance.StatusAsync(gateway with { PostgreSql = null }, Token);
        Assert.Equal(("sqlite", 2), (sqlite.Kind, sqlite.Days.Count));
        Assert.Empty(sqlite.Pending);
    }

    private async Task<(string Policy, QuarantinedMail Quarantined, IReadOnlyList<MessageLogged> Messages)> FillAsync()
    {
        var policies = new PolicyStore(SqliteContextSource.Settings(_folder.Settings));
        await policies.AddAsync(Revision("rules: []\n"), null, Token);
        await policies.AddAsync(Revision("rules: [á]\n"), null, Token);
        var quarantine = new QuarantineStore(SqliteContextSource.Quarantine(_folder.Settings));
        var rows = Enumerable.Range(0, 2).Select(_ => QuarantineStoreContract.Example(MailIds.At(LogLines.Noon))).ToList();
        await quarantine.AddAsync([rows[0]], Token);
        await quarantine.AddAsync([rows[1]], Token);
        MessageLogged[] messages = [LogLines.Message(LogLines.Noon, "a@example.org", "b@example.org"), LogLines.Message(LogLines.Noon.AddDays(-2), "c@example.org"), LogLines.Message(LogLines.Noon, "d@example.org")];
        using var log = new SqliteLogStore(_folder.Settings, TimeProvider.System, NullLogger<SqliteLogStore>.Instance);
        var session = Guid.CreateVersion7(LogLines.Noon);
        await log.LoadAsync(
            [.. messages, LogLines.Attempt(messages[0], 0, 1, "deferred", "451 later"), LogLines.Status(messages[0], 1, -3, RecipientStatus.Bounced, "gone"),
                LogLines.Refusal(LogLines.Noon, session), LogLines.Refusal(LogLines.Noon, session, 1)], Token);
        return ("rules: [á]\n", rows[0], messages);
    }

    private static string Text(LoggedMessage? found) => found is null ? "" :
        $"{found.Message with { Recipients = [] }}\n{string.Join('\n', found.Message.Recipients)}\n{string.Join('\n', found.Statuses)}\n{string.Join('\n', found.Attempts)}";

    private static NewPolicyRevision Revision(string yaml) => new(yaml, PolicyCanonical.Hash(yaml), "wanda", null, LogLines.Noon);

    private sealed class Listener(Action<DatabaseCopyProgress> report) : IProgress<DatabaseCopyProgress>
    {
        public void Report(DatabaseCopyProgress value) => report(value);
    }
}
