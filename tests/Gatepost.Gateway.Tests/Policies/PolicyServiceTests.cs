using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool.Disk;
using Gatepost.Testing.Disk;
using Gatepost.Testing.Policies;
using Gatepost.Testing.Smtp;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Gatepost.Gateway.Tests.Policies;

public sealed class PolicyServiceTests : IDisposable
{
    private const string First = "gatepost-policy: 1\ninternal-domains: [first.example]\n";
    private const string Second = "gatepost-policy: 1\ninternal-domains: [second.example]\n";

    private readonly TemporaryFolder _folder = new();
    private readonly InMemoryPolicyStore _store = new();
    private readonly FakeTimeProvider _time = new();
    private readonly PolicySource _source = new(PolicySnapshot.None);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_empty_database_gets_the_embedded_policy_as_revision_1()
    {
        await using var service = NewService();
        await service.StartAsync(Token);
        Assert.Equal(1, _source.Current.Revision);
        Assert.Equal(DefaultPolicy.Compile().Hash, _store.Revisions.Single().Hash);
        Assert.Equal("gatepost", _store.Revisions.Single().Author);
        Assert.Equal(1, NewLastGood().Read(out _)!.Value.Snapshot.Revision);
    }

    [Fact]
    public async Task The_newest_revision_is_in_force_after_a_start()
    {
        await using (var service = await StartedAsync())
        {
            await ApplyAsync(service, First);
            Assert.Equal(["first.example"], _source.Current.InternalDomains.Patterns);
        }
        await using var next = NewService(out var source);
        await next.StartAsync(Token);
        Assert.Equal(2, source.Current.Revision);
        Assert.Equal(["first.example"], source.Current.InternalDomains.Patterns);
        Assert.Equal(2, _store.Revisions.Count);
    }

    [Fact]
    public async Task A_refresh_reads_the_text_of_a_new_revision_alone()
    {
        await using var other = await StartedAsync();
        await using var service = NewService(out var source);
        await service.StartAsync(Token);
        var read = _store.TextsRead;
        for (var round = 0; round < 3; round++)
            Assert.True(await service.RefreshAsync(Token));
        Assert.Equal(read, _store.TextsRead);
        await ApplyAsync(other, First);
        read = _store.TextsRead;
        for (var round = 0; round < 3; round++)
            Assert.True(await service.RefreshAsync(Token));
        Assert.Equal(read + 1, _store.TextsRead);
        Assert.Equal((2, "first.example"), (source.Current.Revision, source.Current.InternalDomains.Patterns.Single()));
        _store.IsAway = true;
        Assert.False(await service.RefreshAsync(Token));
        Assert.Contains("does not answer", service.Trouble, StringComparison.Ordinal);
        _store.IsAway = false;
        Assert.True(await service.RefreshAsync(Token));
        Assert.Null(service.Trouble);
    }

    [Fact]
    public async Task Applying_makes_a_revision_with_author_note_and_canonical_text()
    {
        await using var service = await StartedAsync();
        var application = await service.ApplyAsync(First + "# a comment\n", "p.yaml", "uid 0 (root)", "why", null, Token);
        Assert.Equal(PolicyApplicationOutcome.Applied, application.Outcome);
        var revision = _store.Revisions[^1];
        Assert.Equal((2, "uid 0 (root)", "why", First), (revision.Number, revision.Author, revision.Note, revision.Yaml));
        Assert.Equal(_source.Current.Hash, revision.Hash);
        Assert.Equal(2, _source.Current.Revision);
    }

    [Fact]
    public async Task The_same_policy_in_another_spelling_makes_no_revision()
    {
        await using var service = await StartedAsync();
        await ApplyAsync(service, First);
        var again = await ApplyAsync(service, "internal-domains:\n  - 'first.example'   # same\ngatepost-policy: 1\n");
        Assert.Equal((PolicyApplicationOutcome.Unchanged, 2L), (again.Outcome, again.Revision!.Number));
        Assert.Equal(2, _store.Revisions.Count);
    }

    [Fact]
    public async Task A_mistake_leaves_what_is_in_force()
    {
        await using var service = await StartedAsync();
        var before = _source.Current;
        var application = await ApplyAsync(service, "gatepost-policy: 1\nrulez: []\n");
        Assert.Equal(PolicyApplicationOutcome.Mistakes, application.Outcome);
        Assert.Equal("p.yaml:2:1: rulez: unknown key \"rulez\"; did you mean \"rules\"?", application.Errors.Single().ToString());
        Assert.Same(before, _source.Current);
        Assert.Single(_store.Revisions);
    }

    [Fact]
    public async Task Who_started_from_an_older_revision_is_told_and_changes_nothing()
    {
        await using var service = await StartedAsync();
        await ApplyAsync(service, First);
        var late = await service.ApplyAsync(Second, "p.yaml", "me", null, expectedLatest: 1, Token);
        Assert.Equal((PolicyApplicationOutcome.Overtaken, 2L), (late.Outcome, late.Revision!.Number));
        Assert.Equal(["first.example"], _source.Current.InternalDomains.Patterns);
        Assert.Equal(PolicyApplicationOutcome.Applied, (await service.ApplyAsync(Second, "p.yaml", "me", null, expectedLatest: 2, Token)).Outcome);
    }

    [Fact]
    public async Task With_the_database_away_the_last_good_revision_is_used_and_the_database_asked_again()
    {
        await using (var service = await StartedAsync())
            await ApplyAsync(service, First);
        _store.IsAway = true;
        await using var next = NewService(out var source);
        await next.StartAsync(Token);
        Assert.Equal((2L, "first.example"), (source.Current.Revision, source.Current.InternalDomains.Patterns.Single()));
        Assert.Equal(First, (await next.ExportAsync(null, Token))!.Yaml);

        _store.IsAway = false;
        await _store.AddAsync(new NewPolicyRevision(Second, "x", "other node", null, default), null, Token);
        Assert.Contains("Policy revision 2 of this node's disk is in force: the database does not answer (", next.Trouble, StringComparison.Ordinal);
        await ReconciledAsync(next);
        Assert.Null(next.Trouble);
        Assert.Equal((3L, "second.example"), (source.Current.Revision, source.Current.InternalDomains.Patterns.Single()));
    }

    [Fact]
    public async Task With_neither_database_nor_disk_no_policy_is_in_force_until_the_database_answers()
    {
        _store.IsAway = true;
        await using var service = NewService();
        await service.StartAsync(Token);
        Assert.True(_source.Current.IsNone);
        Assert.Matches(@"^No policy is in force and no mail is taken: the database does not answer \(.*\); this node's disk holds none either$", service.Trouble);
        Assert.Null(await service.ExportAsync(null, Token));
        var waiting = _source.InForceAsync(Token);
        Assert.False(waiting.IsCompleted);
        _store.IsAway = false;
        await ReconciledAsync(service);
        await waiting;
        Assert.Equal(1, _source.Current.Revision);
        Assert.Null(service.Trouble);
    }

    [Fact]
    public async Task A_newest_revision_that_cannot_be_read_leaves_no_policy_and_is_asked_for_again()
    {
        await _store.AddAsync(new NewPolicyRevision("gatepost-policy: 9\n", "x", "newer node", null, default), null, Token);
        await using var service = NewService();
        await service.StartAsync(Token);
        Assert.True(_source.Current.IsNone);
        Assert.StartsWith("No policy is in force and no mail is taken: revision 1, the newest of the database, cannot be read by this program (", service.Trouble, StringComparison.Ordinal);
        await _store.AddAsync(new NewPolicyRevision(First, "y", "me", null, default), null, Token);
        await ReconciledAsync(service);
        Assert.Equal((2L, "first.example"), (_source.Current.Revision, _source.Current.InternalDomains.Patterns.Single()));
    }

    [Fact]
    public async Task Applying_ends_the_trouble()
    {
        await _store.AddAsync(new NewPolicyRevision("gatepost-policy: 9\n", "x", "newer node", null, default), null, Token);
        await using var service = NewService();
        await service.StartAsync(Token);
        Assert.Equal(PolicyApplicationOutcome.Applied, (await ApplyAsync(service, First)).Outcome);
        Assert.Null(service.Trouble);
        Assert.Equal(2, _source.Current.Revision);
        await ReconciledAsync(service);
    }

    [Fact]
    public async Task An_empty_database_beside_a_damaged_disk_gets_no_first_policy()
    {
        await using (var service = await StartedAsync())
            await ApplyAsync(service, First);
        await File.AppendAllTextAsync(Path.Combine(_folder.Path, LastGoodPolicy.FileName), "#", Token);
        var empty = new InMemoryPolicyStore();
        var source = new PolicySource(PolicySnapshot.None);
        await using var next = new PolicyService(empty, source, NewLastGood(), _time, NullLogger<PolicyService>.Instance);
        await next.StartAsync(Token);
        Assert.True(source.Current.IsNone);
        Assert.Empty(empty.Revisions);
        Assert.Contains("its hash does not fit; put one in force with \"gatepost config apply FILE\"", next.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_first_policy_of_the_administrators_is_used_once_and_a_word_is_said_when_it_is_not()
    {
        var first = new FirstPolicy(First, "first.yaml");
        await using (var service = new PolicyService(_store, _source, NewLastGood(), _time, NullLogger<PolicyService>.Instance) { First = first })
            await service.StartAsync(Token);
        Assert.Equal(["first.example"], _source.Current.InternalDomains.Patterns);
        Assert.Empty(await LogOfStartAsync(first));
        Assert.Equal(
            "second.yaml was not put in force, since the database holds revision 1 already: \"gatepost config apply\" does that",
            Assert.Single(await LogOfStartAsync(new FirstPolicy(Second, "second.yaml"))));
    }

    private async Task<IReadOnlyList<string>> LogOfStartAsync(FirstPolicy first)
    {
        var log = new RecordingLogger<PolicyService>();
        await using var service = new PolicyService(_store, new PolicySource(PolicySnapshot.None), NewLastGood(), _time, log) { First = first };
        await service.StartAsync(Token);
        return [.. log.Entries.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Text)];
    }

    [Fact]
    public async Task A_database_that_does_not_answer_keeps_no_mail_waiting()
    {
        var stalled = new TaskCompletionSource();
        _store.Stalled = stalled.Task;
        await using var service = NewService();
        var start = service.StartAsync(Token);
        while (!start.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(15));
            await Task.Yield();
        }
        Assert.True(_source.Current.IsNone);
        stalled.SetResult();
        await ReconciledAsync(service);
        Assert.Equal(1, _source.Current.Revision);
    }

    [Fact]
    public async Task A_lost_database_gets_the_revision_of_the_disk_and_not_the_default()
    {
        await using (var service = await StartedAsync())
            await ApplyAsync(service, First);
        var empty = new InMemoryPolicyStore();
        var source = new PolicySource(PolicySnapshot.None);
        await using var next = new PolicyService(empty, source, NewLastGood(), _time, NullLogger<PolicyService>.Instance);
        await next.StartAsync(Token);
        Assert.Equal((1L, "first.example"), (source.Current.Revision, source.Current.InternalDomains.Patterns.Single()));
        Assert.Contains("revision 2", empty.Revisions.Single().Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_last_good_file_is_not_used()
    {
        await using (var service = await StartedAsync())
            await ApplyAsync(service, First);
        var file = Path.Combine(_folder.Path, LastGoodPolicy.FileName);
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, Token)).Replace("first", "forst", StringComparison.Ordinal), Token);
        Assert.Null(NewLastGood().Read(out var fault));
        Assert.Equal("policy/last-good.yaml was changed or damaged: its hash does not fit", fault);
        await File.WriteAllTextAsync(file, "gatepost-policy: 1\n", Token);
        Assert.Null(NewLastGood().Read(out fault));
        Assert.Equal("policy/last-good.yaml does not begin as it was written", fault);
        File.Delete(file);
        Assert.Null(NewLastGood().Read(out fault));
        Assert.Null(fault);
    }

    [Fact]
    public async Task A_stored_revision_that_cannot_be_read_leaves_what_is_in_force()
    {
        await using (var service = await StartedAsync())
            await ApplyAsync(service, First);
        await _store.AddAsync(new NewPolicyRevision("gatepost-policy: 9\n", "x", "newer node", null, default), null, Token);
        await using var next = NewService(out var source);
        await next.StartAsync(Token);
        Assert.Equal(["first.example"], source.Current.InternalDomains.Patterns);
    }

    [Fact]
    public async Task Export_and_history_tell_of_every_revision()
    {
        await using var service = await StartedAsync();
        await ApplyAsync(service, First);
        await ApplyAsync(service, Second);
        Assert.Equal([3, 2], (await service.HistoryAsync(2, Token)).Select(revision => revision.Number));
        Assert.Equal(First, (await service.ExportAsync(2, Token))!.Yaml);
        Assert.Equal(Second, (await service.ExportAsync(null, Token))!.Yaml);
        Assert.Null(await service.ExportAsync(99, Token));
    }

    private static Task<PolicyApplication> ApplyAsync(PolicyService service, string yaml) => service.ApplyAsync(yaml, "p.yaml", "me", null, null, Token);

    /// <summary>Lets time pass until the service has what the database holds.</summary>
    private async Task ReconciledAsync(PolicyService service)
    {
        while (!service.Reconciled.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    private async Task<PolicyService> StartedAsync()
    {
        var service = NewService();
        await service.StartAsync(Token);
        return service;
    }

    private LastGoodPolicy NewLastGood() => new(new PhysicalDisk(_folder.Path));

    private PolicyService NewService() => new(_store, _source, NewLastGood(), _time, NullLogger<PolicyService>.Instance);

    private PolicyService NewService(out PolicySource source)
    {
        source = new PolicySource(PolicySnapshot.None);
        return new PolicyService(_store, source, NewLastGood(), _time, NullLogger<PolicyService>.Instance);
    }
}
