using System.Text.Json;
using Gatepost.Gateway.Inspection.Child;

namespace Gatepost.Fuzz.Targets;

/// <summary>The answer of a process that a message may have taken over: whole in its form, or none.</summary>
internal sealed class ChildAnswerTarget : IFuzzTarget
{
    private static readonly ChildInspectionLimits Limits = new() { Findings = 20 };

    public string Name => "child-answers";

    public string Summary => "answers of inspect-child (JSON); no nulls where none belong, one line of evidence";

    public IReadOnlyList<string> Words { get; } =
    [
        "{", "}", "[", "]", "null", ",", ":", "\"findings\":", "\"runs\":", "\"parts\":", "\"texts\":", "\"links\":", "\"inspector\":", "\"category\":", "\"name\":", "\"evidence\":", "\"path\":", "\"virus\"", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "1e999",
        "-1", "\"elapsed\":\"00:00:01\"", "\"outcome\":", "\"url\":", "\"carrier\":", "\"text\":", "\"part\":", "{}",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        if (ChildAnswer.Read(input, Limits) is not { } answer)
            return;
        Expect.That(answer.Findings.Length <= Limits.Findings, $"{answer.Findings.Length} findings");
        foreach (var finding in answer.Findings)
        {
            Expect.That(!finding.Evidence.Any(char.IsControl) && !finding.Name.Any(char.IsControl) && !finding.Inspector.Any(char.IsControl), "a control character in a finding");
        }
        Expect.That(answer.Parts.All(part => part.Path.Length >= 0) && answer.Texts.All(text => text.Text.Length + text.Part.Length >= 0), "a part or text without its members");
        Expect.That(answer.Links.All(link => link.Url.Length + link.Carrier.Length + link.Part.Length >= 0) && answer.Runs.All(run => run.Inspector.Length + run.Outcome.Length >= 0), "a link or run without its members");
        var written = JsonSerializer.SerializeToUtf8Bytes(answer, ChildJson.Default.ChildAnswer);
        Expect.That(ChildAnswer.Read(written, Limits) is not null, "an answer that was read, written, and is none any more");
    }
}
