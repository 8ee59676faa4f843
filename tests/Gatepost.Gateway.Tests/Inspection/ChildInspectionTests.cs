using Gatepost.Mail.Extraction;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Inspection.Child;
using Gatepost.Gateway.Inspectors.TestStrings;
using Gatepost.Testing.Messages;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatepost.Gateway.Tests.Inspection;

public sealed class ChildInspectionTests
{
    private static readonly ChildInspectionLimits Limits = new();
    private readonly InspectionFixture _fixture = new(new TestStringsInspector());

    [Fact]
    public async Task The_child_answers_what_the_pipeline_finds()
    {
        var message = _fixture.Message(TestMessage.Content(TestMessage.Plain($"{TestMessage.Eicar}\r\nhttp://a.example/")));
        var policy = _fixture.Policy(["test-strings"], InspectionNeeds.Links);
        var toChild = new Pipe();
        var fromChild = new Pipe();
        string? yaml = null;
        var server = ChildInspectionServer.RunAsync(
            toChild.Reader.AsStream(), fromChild.Writer.AsStream(), _fixture.Pipeline,
            (text, revision) =>
            {
                yaml = text;
                Assert.Equal(1, revision);
                return policy;
            },
            Limits, default);
        var request = new ChildRequest(message.Id, message.Envelope, 1);
        await PipeFrames.WriteAsync(toChild.Writer.AsStream(), JsonSerializer.SerializeToUtf8Bytes(request, ChildJson.Default.ChildRequest), default);
        await PipeFrames.WriteAsync(toChild.Writer.AsStream(), "the policy"u8.ToArray(), default);
        await PipeFrames.WriteAsync(toChild.Writer.AsStream(), message.Content.OpenRead(), message.Content.Length, default);
        var octets = (await PipeFrames.ReadAsync(fromChild.Reader.AsStream(), Limits.AnswerOctets, default)).Octets;
        Assert.Equal(0, await server);
        Assert.Equal("the policy", yaml);
        var answer = JsonSerializer.Deserialize(octets, ChildJson.Default.ChildAnswer)!;
        Assert.Equal(TestStringsInspector.EicarName, Assert.Single(answer.Findings).Name);
        Assert.Equal("a.example", Assert.Single(answer.Links).Host);
        Assert.Equal("1", Assert.Single(answer.Parts).Path);
        Assert.Equal(["content", "test-strings"], answer.Runs.Select(run => run.Inspector));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\0\0\0\0\0\0\u0002{}")]
    [InlineData("garbage that is no frame at all")]
    public async Task A_request_that_cannot_be_read_ends_the_child(string input) =>
        Assert.Equal(ChildInspectionServer.BadRequest, await ChildInspectionServer.RunAsync(
            new MemoryStream(Encoding.Latin1.GetBytes(input)), Stream.Null, _fixture.Pipeline, (_, _) => null, Limits, default));

    [Theory]
    [InlineData("cat >/dev/null; exit 3", "exit code 3")]
    [InlineData("kill -SEGV $$", "exit code 139")]
    [InlineData("exec 0<&-; exit 7", "exit code 7")]
    public async Task The_death_of_a_child_is_poison(string script, string evidence)
    {
        var finding = Assert.Single((await InspectAsync(script, new string('x', 2_000_000))).Findings);
        Assert.Equal((FindingCategory.Unscannable, UnscannableNames.Poison), (finding.Category, finding.Name));
        Assert.Contains(evidence, finding.Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cat >/dev/null; printf '\\0\\0\\0\\0\\0\\0\\0\\2{}'")]
    [InlineData("cat >/dev/null; printf '\\0\\0\\0\\0\\0\\0\\0\\4null'")]
    [InlineData("cat >/dev/null; printf '\\0\\0\\0\\0\\0\\0\\0\\5[[[[['")]
    public async Task An_answer_that_cannot_be_read_is_unscannable(string script) =>
        Assert.Equal(UnscannableNames.Failed, Assert.Single((await InspectAsync(script, "x")).Findings).Name);

    [Fact]
    public async Task An_answer_longer_than_allowed_is_not_read_nor_waited_for()
    {
        var finding = Assert.Single((await InspectAsync("cat >/dev/null; printf '\\177\\0\\0\\0\\0\\0\\0\\0'; exec sleep 600", "x")).Findings);
        Assert.Equal((FindingCategory.Unscannable, UnscannableNames.LimitReached), (finding.Category, finding.Name));
    }

    [Fact]
    public async Task A_child_that_was_asked_wrongly_is_no_mark_against_the_content()
    {
        var finding = Assert.Single((await InspectAsync($"cat >/dev/null; exit {ChildInspectionServer.BadRequest}", "x")).Findings);
        Assert.Equal((FindingCategory.Unscannable, UnscannableNames.Failed), (finding.Category, finding.Name));
    }

    [Fact]
    public async Task Content_larger_than_a_child_takes_is_not_even_sent()
    {
        var child = new ChildInspection(new ChildCommand("/no/such/program", []), Limits with { ContentOctets = 10 }, _fixture.Time, NullLogger<ChildInspection>.Instance);
        var inspection = await child.InspectAsync(_fixture.Message(TestMessage.Content("Subject: longer than ten octets\r\n\r\n")), _fixture.Policy([]), default);
        Assert.Equal(UnscannableNames.LimitReached, Assert.Single(inspection.Findings).Name);
    }

    [Fact]
    public async Task A_child_that_hangs_is_killed_at_the_deadline()
    {
        var task = InspectAsync("cat >/dev/null; exec sleep 600", "x");
        while (!task.IsCompleted)
        {
            _fixture.Time.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }
        Assert.Equal(UnscannableNames.TimedOut, Assert.Single((await task).Findings).Name);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_unscannable()
    {
        var child = new ChildInspection(new ChildCommand("/no/such/program", []), Limits, _fixture.Time, NullLogger<ChildInspection>.Instance);
        var inspection = await child.InspectAsync(_fixture.Message(TestMessage.Content("a: b\r\n\r\n")), _fixture.Policy([]), default);
        Assert.Equal(UnscannableNames.Failed, Assert.Single(inspection.Findings).Name);
        Assert.Equal("b", inspection.Headers.Find("a")!.Value);
    }

    private Task<MessageInspection> InspectAsync(string script, string body)
    {
        var child = new ChildInspection(new ChildCommand("/bin/sh", ["-c", script]), Limits, _fixture.Time, NullLogger<ChildInspection>.Instance);
        return child.InspectAsync(_fixture.Message(TestMessage.Content(TestMessage.Plain(body))), _fixture.Policy([]), default).AsTask();
    }
}
