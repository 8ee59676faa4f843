using System.Text;
using System.Text.Json;
using Gatepost.Mail.Extraction;
using Gatepost.Mail.Mime;

namespace Gatepost.Mail.Tests.Extraction;

/// <summary>An answer comes from a process that a file may have taken over.</summary>
public sealed class ExtractionAnswerReaderTests
{
    private static readonly ExtractionRequest Request = new() { Job = 1, Budget = new ExtractionBudget { Files = 3, Links = 2, TextOctets = 20, AllOctets = 100 } };

    private static readonly ExtractionAnswer Honest = new()
    {
        TrueType = "zip",
        Nodes = [Node(0), Node(1)],
        Texts = [new ExtractedText(2, TextKind.Visible, "hello")],
        Links = [new ExtractedLink(1, "https://a.example/", "pdf", null)],
        Problems = [new ExtractedProblem(0, PartProblemKind.Unread, "damaged")],
        Unpacked = 50,
        IsOver = false,
    };

    [Fact]
    public void What_a_worker_of_ours_writes_is_read()
    {
        var answer = ExtractionAnswerReader.Read(JsonSerializer.SerializeToUtf8Bytes(Honest, ExtractionJson.Compact.ExtractionAnswer), Request)!;
        Assert.Equal((2, 1, 1, 1), (answer.Nodes.Length, answer.Texts.Length, answer.Links.Length, answer.Problems.Length));
        Assert.Equal(Honest.Nodes[1] with { OtherNames = [] }, answer.Nodes[1] with { OtherNames = [] });
    }

    public static TheoryData<string> Hostile => new(
    [
        "", "null", "[]", "{}", "{\"true_type\":\"zip\"}", new string('[', 100_000),
        Json(Honest with { TrueType = "no-such-type" }),
        Json(Honest with { Nodes = [Node(-1)] }),
        Json(Honest with { Nodes = [Node(1)] }),
        Json(Honest with { Nodes = [Node(0), Node(5)] }),
        Json(Honest with { Nodes = [Node(0), Node(0), Node(0), Node(0)] }),
        Json(Honest with { Nodes = [Node(0) with { TrueType = "../../etc/passwd" }, Node(0)] }),
        Json(Honest with { Nodes = [Node(0) with { Size = -1 }, Node(0)] }),
        Json(Honest with { Nodes = [Node(0) with { Sha256 = "zz" }, Node(0)] }),
        Json(Honest with { Nodes = [Node(0) with { Name = new string('n', 2_000) }, Node(0)] }),
        Json(Honest with { Nodes = [Node(0) with { OtherNames = [.. Enumerable.Repeat("n", 50)] }, Node(0)] }),
        Json(Honest with { Texts = [new ExtractedText(3, TextKind.Visible, "x")] }),
        Json(Honest with { Texts = [new ExtractedText(-1, TextKind.Visible, "x")] }),
        Json(Honest with { Texts = [new ExtractedText(0, (TextKind)9, "x")] }),
        Json(Honest with { Texts = [new ExtractedText(0, TextKind.Visible, new string('x', 21))] }),
        Json(Honest with { Links = [.. Enumerable.Repeat(Honest.Links[0], 3)] }),
        Json(Honest with { Links = [new ExtractedLink(0, "https://a/", new string('c', 40), null)] }),
        Json(Honest with { Links = [new ExtractedLink(0, new string('u', 70_000), "pdf", null)] }),
        Json(Honest with { Problems = [new ExtractedProblem(0, (PartProblemKind)99, "x")] }),
        Json(Honest with { Problems = [new ExtractedProblem(0, PartProblemKind.Unread, new string('x', 5_000))] }),
        Json(Honest with { Unpacked = -1 }),
        Json(Honest with { Unpacked = 10_000_000 }),
        Json(Honest).Replace("\"damaged\"", "null", StringComparison.Ordinal),
        Json(Honest).Replace("[{\"parent\":0", "[null,{\"parent\":0", StringComparison.Ordinal),
        Json(Honest).Replace("\"nodes\":[", "\"nodes\":null,\"x\":[", StringComparison.Ordinal),
    ]);

    /// <summary>A megabyte of octets that would be objects of ten; and a name that is half a character.</summary>
    [Fact]
    public void Nor_is_one_of_more_things_than_a_worker_of_ours_has()
    {
        var many = "{\"true_type\":\"zip\",\"nodes\":[],\"texts\":[],\"links\":[],\"problems\":[],\"unpacked\":0,\"is_over\":false,\"more\":[" + string.Join(',', Enumerable.Repeat("0", 1_000_000)) + "]}";
        Assert.Null(ExtractionAnswerReader.Read(Encoding.UTF8.GetBytes(many), Request));
        var half = Json(Honest).Replace("damaged", "\\ud800", StringComparison.Ordinal);
        Assert.Null(ExtractionAnswerReader.Read(Encoding.UTF8.GetBytes(half), Request));
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void What_breaks_the_form_or_is_beyond_what_was_allowed_is_no_answer(string json) =>
        Assert.Null(ExtractionAnswerReader.Read(Encoding.UTF8.GetBytes(json), Request));

    private static ExtractedNode Node(int parent) => new() { Parent = parent, TrueType = "unknown", IsFile = true };

    private static string Json(ExtractionAnswer answer) => JsonSerializer.Serialize(answer, ExtractionJson.Compact.ExtractionAnswer);
}
