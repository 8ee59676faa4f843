using System.Text.Json;
using Gatepost.Mail.Extraction;
using Gatepost.Mail.FileTypes;

namespace Gatepost.Fuzz.Targets.Files;

/// <summary>The answer of a worker that a file may have taken over: within the budget and pointing into itself, or none.</summary>
internal sealed class ExtractionAnswerTarget : IFuzzTarget
{
    private static readonly ExtractionRequest Request = new() { Job = 1, Budget = ExtractionChecks.Budget, WantsText = true };

    public string Name => "extraction-answers";

    public string Summary => "answers of extractor workers (JSON); within the budget, a tree, and the same when written again";

    public IReadOnlyList<string> Words { get; } =
    [
        "{", "}", "[", "]", "null", ",", ":", "\"true_type\":\"zip\"", "\"nodes\":", "\"texts\":", "\"links\":", "\"problems\":", "\"unpacked\":", "\"is_over\":true", "\"parent\":", "\"name\":", "\"other_names\":", "\"declared_type\":", "\"charset\":", "\"size\":", "\"sha256\":", "\"is_stored\":", "\"node\":", "\"kind\":", "\"text\":",
        "\"url\":", "\"carrier\":", "\"shown\":", "\"reason\":", "-1", "99", "1e999", "9223372036854775807", "\"\\u0000\"", "\"\\ud800\"", "\"zip\"", "{}",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        if (ExtractionAnswerReader.Read(input, Request) is not { } answer)
            return;
        Expect.That(answer.Nodes.Length <= Request.Budget.Files && answer.Links.Length <= Request.Budget.Links && answer.Unpacked >= 0, "an answer beyond the budget");
        Expect.That(FileTypeCatalogue.Find(answer.TrueType) is not null, $"{answer.TrueType} is no type");
        for (var index = 0; index < answer.Nodes.Length; index++)
        {
            var node = answer.Nodes[index];
            Expect.That(node.Parent >= 0 && node.Parent <= index && node.OtherNames.All(name => name.Length >= 0) && node.Size is null or >= 0, $"node {index + 1} is in {node.Parent}");
        }
        Expect.That(answer.Texts.Sum(text => text.Text.Length) <= Request.Budget.TextOctets && answer.Texts.All(text => text.Node >= 0 && text.Node <= answer.Nodes.Length), "texts beyond the budget, or of nobody");
        Expect.That(answer.Links.All(link => link.Url.Length + link.Carrier.Length >= 0 && link.Node <= answer.Nodes.Length) && answer.Problems.All(problem => problem.Reason.Length >= 0 && problem.Node <= answer.Nodes.Length), "a link or problem of nobody");
        var written = JsonSerializer.SerializeToUtf8Bytes(answer, ExtractionJson.Compact.ExtractionAnswer);
        var again = ExtractionAnswerReader.Read(written, Request);
        Expect.That(again is not null, "an answer that was read, written, and is none any more");
        Expect.Equal(written, JsonSerializer.SerializeToUtf8Bytes(again!, ExtractionJson.Compact.ExtractionAnswer), "written again it is another");
    }
}
