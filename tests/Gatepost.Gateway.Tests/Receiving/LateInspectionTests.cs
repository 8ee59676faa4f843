using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Receiving;
using Gatepost.Gateway.Spool;
using Gatepost.Gateway.Tests.Inspection;

namespace Gatepost.Gateway.Tests.Receiving;

/// <summary>What takes longer than the session's budget is held, gets its 250, and is decided afterwards.</summary>
public sealed class LateInspectionTests
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FindingCategory? _finding;
    private string _name = "TEST";
    private bool _slow = true;
    private int _inspections;

    [Fact]
    public async Task A_slow_inspection_is_spooled_as_held_and_delivered_when_it_is_done()
    {
        var fixture = await SlowAsync("");
        var entry = Assert.Single(fixture.Spool.Entries);
        Assert.Equal(SpoolOutcome.AwaitInspection, Assert.Single(entry.Record.Copies).Outcome);
        Assert.Equal(RecipientStatus.Held, entry.States[0].Status);
        Assert.Equal(Disposition.Hold, Assert.Single(fixture.Log.Messages).Recipients[0].Disposition);

        await fixture.Late.StartAsync(CancellationToken.None);
        await fixture.Carried.First;
        Assert.Equal(RecipientStatus.Queued, entry.States[0].Status);
        Assert.Single(Assert.Single(fixture.Carried.Taken, taken => taken.Id == entry.Id).Recipients);
        Assert.Equal([new RemoveHeaderEdit("X-Gatepost-*")], entry.Record.Copies.Single().Edits);
        Assert.Equal(Disposition.Deliver, fixture.Log.Messages.Last().Recipients[0].Disposition);
        await fixture.Late.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task What_is_decided_late_keeps_the_next_hop_of_the_front()
    {
        var hop = new SpoolNextHop("127.0.0.1", 10_026);
        var fixture = await SlowAsync("rules:\n  - {name: spam, when: {finding: {category: spam}}, then: {quarantine: default}}\n");
        var waiting = fixture.Spool.Entries.Single();
        var current = waiting.Current with { Record = waiting.Record.Via(hop) };
        var decided = new DecisionRecord { MailId = waiting.Id, DecidedAt = fixture.Time.GetUtcNow(), PolicyHash = "", ContentSha256 = "", Decision = new Decision(1, [new RecipientDecision { Disposition = Disposition.Deliver }]) };
        var late = LateDecision.For(current, [new SpoolCopy(0, SpoolOutcome.Deliver, [0], [])], decided, fixture.Time.GetUtcNow());
        Assert.Equal(hop, Assert.Single(late!.Snapshot.Record.Copies).NextHop);
    }

    [Fact]
    public async Task A_virus_that_is_found_late_is_quarantined_and_never_bounced()
    {
        _finding = FindingCategory.Virus;
        var fixture = await SlowAsync("rules:\n  - {name: viruses, when: {finding: {category: virus}}, then: {reject: It carries a virus}}\n");
        await fixture.Late.StartAsync(CancellationToken.None);
        await UntilAsync(fixture, entry => entry.Record.Copies[0].Outcome == SpoolOutcome.Quarantine);
        Assert.Empty(fixture.Carried.Taken);
        await fixture.Late.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task An_engine_that_is_down_keeps_the_message_held_and_it_is_tried_again()
    {
        (_finding, _name) = (FindingCategory.Unscannable, UnscannableNames.EngineDown);
        var fixture = await SlowAsync("rules:\n  - {name: engine, when: {finding: {category: unscannable, name: ENGINE_DOWN}}, then: temporary-failure}\n");
        await fixture.Late.StartAsync(CancellationToken.None);
        await UntilAsync(fixture, _ => Volatile.Read(ref _inspections) == 2);
        Assert.Equal(SpoolOutcome.AwaitInspection, Assert.Single(fixture.Spool.Entries.Single().Record.Copies).Outcome);
        _finding = null;
        await UntilAsync(
            fixture, entry => entry.Record.Copies[0].Outcome == SpoolOutcome.Deliver, () => fixture.Time.Advance(TimeSpan.FromSeconds(61)));
        await fixture.Carried.First;
        Assert.Equal(3, _inspections);
        await fixture.Late.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task What_a_person_released_meanwhile_is_left_alone()
    {
        var fixture = await SlowAsync("");
        var entry = fixture.Spool.Entries.Single();
        await new SpoolOperations(fixture.Spool, fixture.Dispatcher, fixture.Log, fixture.Time).ReleaseAsync(entry.Id, "root", CancellationToken.None);
        var copies = entry.Record.Copies;
        Assert.Null(LateDecision.For(entry.Current, copies, new DecisionRecord
        {
            MailId = entry.Id, DecidedAt = fixture.Time.GetUtcNow(), PolicyHash = "", ContentSha256 = "", Decision = new Decision(1, []),
        }, fixture.Time.GetUtcNow()));
    }

    private async Task<AcceptanceFixture> SlowAsync(string rules)
    {
        var fixture = new AcceptanceFixture(rules, new FakeInspector("slow", InspectAsync) { Kind = InspectorKind.Io, Patience = TimeSpan.FromMinutes(5) });
        var acceptance = fixture.AcceptAsync("X-Gatepost-Verdict: clean\r\nSubject: hello\r\n\r\nbody\r\n");
        await _reached.Task;
        // The budget's own timer may be set only after the inspector was reached: one step of the clock could come too early for it.
        while (!acceptance.IsCompleted)
        {
            fixture.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
        Assert.StartsWith("250 ", await acceptance, StringComparison.Ordinal);
        _slow = false;
        return fixture;
    }

    private async Task InspectAsync(InspectionContext context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _inspections);
        _reached.TrySetResult();
        if (_slow)
            await Task.Delay(Timeout.Infinite, cancellationToken);
        if (_finding is { } category)
            context.Report(FakeInspector.Finding(_name, category));
    }

    /// <summary>Waits for what another thread does, without a clock of its own.</summary>
    private static async Task UntilAsync(AcceptanceFixture fixture, Predicate<SpoolEntry> condition, Action? meanwhile = null)
    {
        while (!condition(fixture.Spool.Entries.Single()))
        {
            meanwhile?.Invoke();
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
