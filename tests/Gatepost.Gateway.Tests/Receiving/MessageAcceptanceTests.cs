using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Gateway.Tests.Inspection;
using Gatepost.Testing.Disk;

namespace Gatepost.Gateway.Tests.Receiving;

public sealed class MessageAcceptanceTests
{
    private const string Rules =
        """
        rules:
          - {name: engine, when: {finding: {category: unscannable, name: ENGINE_DOWN}}, then: temporary-failure}
          - {name: viruses, when: {finding: {category: virus}}, then: {reject: It carries a virus}}
          - name: not for b
            route: {to: [b@example.org]}
            when: {finding: {category: content}}
            then: {reject: b takes no such mail}
        """;

    [Fact]
    public async Task A_clean_message_is_on_disk_logged_and_dispatched_before_its_250()
    {
        var fixture = new AcceptanceFixture(Rules);
        var reply = await fixture.AcceptAsync("Subject: =?utf-8?q?h=C3=A4?=\r\n\r\nx\r\n");
        var entry = Assert.Single(fixture.Spool.Entries);
        Assert.Equal($"250 2.0.0 Ok: queued as {entry.Id}", reply);
        Assert.Equal("hä", entry.Record.Subject);
        Assert.StartsWith("Received: from client.example ([192.0.2.1])", entry.Record.Trace, StringComparison.Ordinal);
        Assert.Equal(entry.Id, Assert.Single(fixture.Carried.Taken).Id);
        var line = Assert.Single(fixture.Log.Messages);
        Assert.True(line.Accepted);
        Assert.Equal(RecipientStatus.Queued, line.Recipients[0].Status);
        Assert.Contains("\"revision\":7", line.DecisionRecord, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_virus_is_refused_with_an_id_and_leaves_nothing_in_the_spool()
    {
        var fixture = new AcceptanceFixture(Rules, Finds(FindingCategory.Virus));
        var answer = await fixture.AcceptanceAsync("Subject: x\r\n\r\n");
        var line = Assert.Single(fixture.Log.Messages);
        Assert.Equal($"550 5.7.1 It carries a virus (id {line.MailId})", answer.Reply.ToString());
        Assert.True(answer.IsLogged);
        Assert.False(line.Accepted);
        Assert.Null(line.Recipients[0].Status);
        Assert.Empty(fixture.Spool.Entries);
        Assert.Empty(fixture.Disk.Names("spool/incoming"));
        Assert.Empty(fixture.Disk.Names("spool/queue"));
    }

    [Fact]
    public async Task An_engine_that_is_down_is_a_451_and_nothing_is_kept()
    {
        var fixture = new AcceptanceFixture(Rules, Finds(FindingCategory.Unscannable, UnscannableNames.EngineDown));
        Assert.StartsWith("451 4.7.1", await fixture.AcceptAsync(), StringComparison.Ordinal);
        Assert.Empty(fixture.Spool.Entries);
    }

    [Fact]
    public async Task Rejected_for_one_of_two_is_a_250_and_his_copy_goes_to_the_area_refused()
    {
        var fixture = new AcceptanceFixture(Rules, Finds(FindingCategory.Content));
        Assert.StartsWith("250 ", await fixture.AcceptAsync("Subject: x\r\n\r\n", "a@example.org", "b@example.org"), StringComparison.Ordinal);
        var copies = Assert.Single(fixture.Spool.Entries).Record.Copies;
        Assert.Equal(["0: Deliver ", "1: Quarantine refused"], copies.Select(c => $"{c.Recipients[0]}: {c.Outcome} {c.Area}"));
    }

    [Theory]
    [InlineData(DiskOperation.Open)]
    [InlineData(DiskOperation.Write)]
    [InlineData(DiskOperation.Sync)]
    [InlineData(DiskOperation.Rename)]
    [InlineData(DiskOperation.SyncFolder)]
    public async Task A_disk_that_refuses_is_a_452_and_never_a_250(DiskOperation operation)
    {
        var fixture = new AcceptanceFixture(Rules);
        fixture.Disk.Faults = call => call.Operation == operation && call.Path.StartsWith("spool", StringComparison.Ordinal)
            ? DiskFault.Fail
            : DiskFault.None;
        var answer = await fixture.AcceptanceAsync("Subject: x\r\n\r\n");
        Assert.StartsWith("452 4.3.1", answer.Reply.ToString(), StringComparison.Ordinal);
        Assert.False(answer.IsLogged);
        Assert.Empty(fixture.Log.Messages);
        Assert.Empty(fixture.Spool.Entries);
    }

    [Fact]
    public async Task Content_in_flight_at_two_deaths_is_held_unread()
    {
        var reached = 0;
        var fixture = new AcceptanceFixture("", new FakeInspector("fake", (_, _) => { reached++; return Task.CompletedTask; }));
        Assert.StartsWith("250 ", await fixture.AcceptAsync("Subject: poison\r\n\r\n"), StringComparison.Ordinal);
        var sha256 = fixture.Spool.OpenContent(fixture.Spool.Entries.Single()).Sha256;
        for (var death = 0; death < 2; death++)
        {
            fixture.Ledger.Enter(Messages.MailId.New(fixture.Time), sha256.Span);
            fixture = fixture.AfterDeath();
        }
        reached = 0;
        Assert.StartsWith("250 ", await fixture.AcceptAsync("Subject: poison\r\n\r\n"), StringComparison.Ordinal);
        Assert.Equal(0, reached);
        var held = fixture.Spool.Entries.Last();
        Assert.Equal(SpoolOutcome.Hold, Assert.Single(held.Record.Copies).Outcome);
        Assert.StartsWith("250 ", await fixture.AcceptAsync("Subject: harmless\r\n\r\n"), StringComparison.Ordinal);
        Assert.Equal(1, reached);
    }

    [Fact]
    public async Task Content_in_flight_at_one_death_goes_to_a_child_process()
    {
        var fixture = new AcceptanceFixture("", new FakeInspector("fake", (_, _) => Task.CompletedTask));
        await fixture.AcceptAsync("Subject: suspect\r\n\r\n");
        fixture.Ledger.Enter(Messages.MailId.New(fixture.Time), fixture.Spool.OpenContent(fixture.Spool.Entries.Single()).Sha256.Span);
        fixture = fixture.AfterDeath();
        await fixture.AcceptAsync("Subject: suspect\r\n\r\n");
        await fixture.AcceptAsync("Subject: other\r\n\r\n");
        Assert.Equal(1, fixture.ChildInspections);
    }

    [Fact]
    public async Task An_inspector_that_ignores_its_deadline_and_then_takes_the_process_down_is_blamed()
    {
        using var end = new ManualResetEventSlim();
        var fixture = new AcceptanceFixture("", new FakeInspector("fake", (_, _) =>
        {
            end.Wait(TimeSpan.FromSeconds(30), CancellationToken.None);
            return Task.CompletedTask;
        })
        { Patience = TimeSpan.FromSeconds(1) });
        var answer = fixture.AcceptAsync("Subject: suspect\r\n\r\n");
        await Gatepost.Testing.Servers.Wait.UntilAsync(
            () =>
            {
                fixture.Time.Advance(TimeSpan.FromSeconds(1));
                return answer.IsCompleted;
            },
            TimeSpan.FromSeconds(30), "the answer");
        Assert.StartsWith("250 ", await answer, StringComparison.Ordinal);
        var next = fixture.AfterDeath();
        end.Set();
        await next.AcceptAsync("Subject: suspect\r\n\r\n");
        Assert.Equal(1, next.ChildInspections);
    }

    private static FakeInspector Finds(FindingCategory category, string name = "TEST") => new("fake", (context, _) =>
    {
        context.Report(FakeInspector.Finding(name, category));
        return Task.CompletedTask;
    });
}
