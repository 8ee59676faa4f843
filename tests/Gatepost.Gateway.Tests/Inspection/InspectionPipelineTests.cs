using System.Collections.Frozen;
using Gatepost.Gateway.Inspection;
using Gatepost.Testing.Messages;

namespace Gatepost.Gateway.Tests.Inspection;

public sealed class InspectionPipelineTests
{
    private static readonly string Message = TestMessage.Plain("hello http://example.net/");

    [Fact]
    public async Task Only_what_somebody_asks_for_is_run_and_read()
    {
        var asked = new FakeInspector("asked", (_, _) => Task.CompletedTask);
        var other = new FakeInspector("other", (_, _) => Task.CompletedTask) { Needs = InspectionNeeds.Text };
        var fixture = new InspectionFixture(asked, other);
        var inspection = await fixture.Pipeline.InspectAsync(fixture.Message(TestMessage.Content(Message)), fixture.Policy(["asked"]), default);
        Assert.Equal((1, 0), (asked.Calls, other.Calls));
        Assert.Empty(inspection.Parts);
        Assert.Empty(inspection.Texts);
        Assert.Equal("Test", inspection.Headers.Find("Subject")!.Value);
        Assert.Equal("done", Assert.Single(inspection.Runs).Outcome);
    }

    [Fact]
    public async Task A_subscriber_is_asked_for_like_the_policy()
    {
        var inspector = new FakeInspector("wanted", (_, _) => Task.CompletedTask);
        var fixture = new InspectionFixture(inspector)
        {
            Subscribers = [new InspectionSubscriber("reports", new[] { "wanted" }.ToFrozenSet(), InspectionNeeds.Links)],
        };
        var inspection = await fixture.Pipeline.InspectAsync(fixture.Message(TestMessage.Content(Message)), fixture.Policy([]), default);
        Assert.Equal(1, inspector.Calls);
        Assert.Equal("example.net", Assert.Single(inspection.Links).Host);
    }

    [Fact]
    public async Task The_needs_of_the_policy_are_read_without_any_inspector()
    {
        var fixture = new InspectionFixture();
        var inspection = await fixture.Pipeline.InspectAsync(fixture.Message(TestMessage.Content(Message)), fixture.Policy([], InspectionNeeds.Text), default);
        Assert.StartsWith("hello", Assert.Single(inspection.Texts).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_inspector_that_the_policy_turns_off_is_not_run()
    {
        var inspector = new FakeInspector("off", (_, _) => Task.CompletedTask) { Enabled = false };
        var inspection = await new InspectionFixture(inspector).InspectAsync(Message);
        Assert.Equal(0, inspector.Calls);
        Assert.Empty(inspection.Findings);
    }

    [Fact]
    public async Task An_inspector_that_nobody_has_is_unscannable()
    {
        var fixture = new InspectionFixture();
        var inspection = await fixture.Pipeline.InspectAsync(fixture.Message(TestMessage.Content(Message)), fixture.Policy(["sandbox"]), default);
        AssertUnscannable(inspection, "content", UnscannableNames.Failed);
    }

    [Fact]
    public async Task A_fact_that_was_not_declared_fails_the_inspector()
    {
        var inspector = new FakeInspector("careless", (context, _) => Task.FromResult(context.Parts.All.Length));
        AssertUnscannable(await new InspectionFixture(inspector).InspectAsync(Message), "careless", UnscannableNames.Failed);
    }

    [Theory]
    [InlineData(InspectorKind.Cpu)]
    [InlineData(InspectorKind.Io)]
    public async Task An_exception_becomes_a_finding_and_the_others_go_on(InspectorKind kind)
    {
        var broken = new FakeInspector("broken", (_, _) => throw new InvalidCastException("secret of the message")) { Kind = kind };
        var sound = new FakeInspector("sound", Report("SEEN"));
        var inspection = await new InspectionFixture(broken, sound).InspectAsync(Message);
        AssertUnscannable(inspection, "broken", UnscannableNames.Failed);
        Assert.Contains(inspection.Findings, finding => finding.Name == "SEEN");
        Assert.DoesNotContain(inspection.Findings, finding => finding.Evidence.Contains("secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(InspectorKind.Cpu, true)]
    [InlineData(InspectorKind.Cpu, false)]
    [InlineData(InspectorKind.Io, true)]
    [InlineData(InspectorKind.Io, false)]
    public async Task A_deadline_ends_the_waiting_whether_the_inspector_listens_or_not(InspectorKind kind, bool listens)
    {
        var release = new TaskCompletionSource();
        var started = new TaskCompletionSource();
        var slow = new FakeInspector("slow", async (context, token) =>
        {
            context.Report(FakeInspector.Finding("EARLY"));
            started.SetResult();
            await (listens ? Task.Delay(Timeout.Infinite, token) : release.Task);
            context.Report(FakeInspector.Finding("LATE"));
        }) { Kind = kind };
        // Beside an inspector that waits for a server it runs at the same time: the clock must not end it too.
        var after = new FakeInspector("z-after", Report("AFTER")) { Patience = Timeout.InfiniteTimeSpan };
        // So does the reading of the content beside one that needs none of it.
        var fixture = new InspectionFixture(slow, after)
        {
            Gate = new InspectionGate(2, TimeProvider.System), Limits = new InspectionLimits { ReadingDeadline = Timeout.InfiniteTimeSpan },
        };
        var task = fixture.InspectAsync(Message);
        await started.Task;
        // The inspector may be at work an instant before its deadline is set.
        while (!task.IsCompleted)
        {
            fixture.Time.Advance(TimeSpan.FromSeconds(11));
            await Task.Yield();
        }
        var inspection = await task;
        release.SetResult();
        AssertUnscannable(inspection, "slow", UnscannableNames.TimedOut);
        Assert.Equal(["EARLY", UnscannableNames.TimedOut, "AFTER"], inspection.Findings.Select(finding => finding.Name));
        Assert.Equal("timed-out", inspection.Runs.Single(run => run.Inspector == "slow").Outcome);
    }

    [Fact]
    public async Task A_runaway_keeps_its_slot_until_it_ends()
    {
        var release = new TaskCompletionSource();
        var started = new TaskCompletionSource();
        var runaway = new FakeInspector("runaway", async (_, _) =>
        {
            started.SetResult();
            await release.Task;
        });
        var after = new FakeInspector("z-after", Report("AFTER"));
        var fixture = new InspectionFixture(runaway, after);
        var task = fixture.InspectAsync(Message);
        await started.Task;
        fixture.Time.Advance(TimeSpan.FromSeconds(11));
        Assert.False(task.IsCompleted);
        Assert.Equal(0, after.Calls);
        fixture.Time.Advance(TimeSpan.FromSeconds(40));
        Assert.True(fixture.Gate.IsOverloaded(TimeSpan.FromSeconds(30)));
        release.SetResult();
        var inspection = await task;
        Assert.Equal(1, after.Calls);
        AssertUnscannable(inspection, "runaway", UnscannableNames.TimedOut);
        Assert.False(fixture.Gate.IsOverloaded(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task The_second_stage_sees_what_the_first_found()
    {
        var first = new FakeInspector("z-first", Report("FIRST")) { Kind = InspectorKind.Io };
        var second = new FakeInspector("a-second", (context, _) =>
        {
            context.Report(FakeInspector.Finding("SAW_" + context.Findings.Single().Name));
            return Task.CompletedTask;
        }) { Stage = InspectionStage.Findings };
        var inspection = await new InspectionFixture(second, first).InspectAsync(Message);
        Assert.Equal(["FIRST", "SAW_FIRST"], inspection.Findings.Select(finding => finding.Name));
    }

    [Fact]
    public async Task Those_that_wait_for_servers_run_at_the_same_time_and_outside_the_gate()
    {
        var meeting = new Barrier(3);
        FakeInspector Server(string name) => new(name, (_, token) =>
        {
            Assert.True(meeting.SignalAndWait(TimeSpan.FromSeconds(30), token));
            return Task.CompletedTask;
        }) { Kind = InspectorKind.Io };
        var cpu = new FakeInspector("cpu", (_, token) =>
        {
            Assert.True(meeting.SignalAndWait(TimeSpan.FromSeconds(30), token));
            return Task.CompletedTask;
        });
        var inspection = await new InspectionFixture(Server("one"), Server("two"), cpu).InspectAsync(Message);
        Assert.All(inspection.Runs, run => Assert.Equal("done", run.Outcome));
    }

    [Fact]
    public async Task A_flood_of_findings_is_cut_and_says_so_but_never_washes_a_new_category_away()
    {
        var flood = new FakeInspector("flood", (context, _) =>
        {
            for (var number = 0; number < 5_000; number++)
                context.Report(FakeInspector.Finding("SMALL"));
            context.Report(FakeInspector.Finding("REAL", FindingCategory.Virus));
            return Task.CompletedTask;
        });
        var inspection = await new InspectionFixture(flood).InspectAsync(Message);
        Assert.Equal(202, inspection.Findings.Length);
        Assert.Contains(inspection.Findings, finding => finding.Category == FindingCategory.Virus);
        AssertUnscannable(inspection, "flood", UnscannableNames.LimitReached);
    }

    [Fact]
    public async Task Evidence_is_one_clean_line()
    {
        var inspector = new FakeInspector("loud", (context, _) =>
        {
            context.Report(new Finding("somebody else", FindingCategory.Content, "X", null, "a\r\nb\u001b[31m\u202etxt" + new string('c', 1_000), double.NaN));
            return Task.CompletedTask;
        });
        var finding = Assert.Single((await new InspectionFixture(inspector).InspectAsync(Message)).Findings);
        Assert.StartsWith("a  b<U+001B>[31m<U+202E>txtccc", finding.Evidence, StringComparison.Ordinal);
        Assert.InRange(finding.Evidence.Length, 1, 530);
        Assert.Equal(("loud", 0.0), (finding.Inspector, finding.Score));
    }

    [Fact]
    public async Task Cancelling_ends_the_task_and_gives_the_slot_back_when_the_work_ends()
    {
        using var stop = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        var inspector = new FakeInspector("waiting", async (_, token) =>
        {
            started.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        });
        var fixture = new InspectionFixture(inspector);
        var task = fixture.InspectAsync(Message, stop.Token);
        await started.Task;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        using var slot = await fixture.Gate.EnterAsync(default);
    }

    [Fact]
    public async Task Problems_of_parts_become_findings_with_their_names()
    {
        var zip = TestMessage.Zip(("secret.txt", [1, 2, 3]));
        zip[6] |= 1;
        zip[zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8) + 8] |= 1;
        var message = TestMessage.Mixed(TestMessage.Attachment("locked.zip", zip), TestMessage.Attachment("broken.zip", [1, 2, 3]));
        var findings = (await new InspectionFixture().InspectAsync(message)).Findings;
        var encrypted = findings.Single(finding => finding.Category == FindingCategory.Encrypted);
        Assert.Equal((ContentFindings.Encrypted, "1/1"), (encrypted.Name, encrypted.Part));
        Assert.StartsWith("secret.txt: ", encrypted.Evidence, StringComparison.Ordinal);
        Assert.Equal("2", findings.Single(finding => finding.Category == FindingCategory.Unscannable && finding.Name == UnscannableNames.Unread).Part);
    }

    [Theory]
    [InlineData("Content-Type: multipart/mixed\r\n\r\nno boundary")]
    [InlineData("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nU3ViamVjdDogeA0KDQpib2R5")]
    public async Task A_structure_that_was_not_opened_is_unscannable(string part)
    {
        var finding = Assert.Single((await new InspectionFixture().InspectAsync(TestMessage.Mixed(part))).Findings);
        Assert.Equal((FindingCategory.Unscannable, UnscannableNames.Unread), (finding.Category, finding.Name));
    }

    [Theory]
    [InlineData("Content-Type: multipart/mixed; boundary=in\r\n\r\n--in\r\n\r\nbody\r\n--in--\r\n")]
    [InlineData("Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nbody")]
    public async Task A_structure_that_was_opened_is_not(string part) =>
        Assert.Empty((await new InspectionFixture().InspectAsync(TestMessage.Mixed(part))).Findings);

    [Fact]
    public void Two_inspectors_of_one_name_are_refused() =>
        Assert.Throws<ArgumentException>(() => new InspectionFixture(new FakeInspector("twice", Report("X")), new FakeInspector("twice", Report("X"))).Pipeline);

    private static Func<InspectionContext, CancellationToken, Task> Report(string name) => (context, _) =>
    {
        context.Report(FakeInspector.Finding(name));
        return Task.CompletedTask;
    };

    private static void AssertUnscannable(MessageInspection inspection, string inspector, string name) =>
        Assert.Contains(inspection.Findings, finding => (finding.Inspector, finding.Category, finding.Name) == (inspector, FindingCategory.Unscannable, name));
}
