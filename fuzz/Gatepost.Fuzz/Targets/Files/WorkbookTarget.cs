using Gatepost.Mail.Extraction;

namespace Gatepost.Fuzz.Targets.Files;

/// <summary>Workbooks of Excel, as a stream of a compound file and bare.</summary>
internal sealed class WorkbookTarget : IFuzzTarget
{
    public string Name => "excel-workbooks";

    public string Summary => "records of old Excel workbooks (BIFF); the text is bounded, and the same with empty sectors behind the file";

    public IReadOnlyList<string> Words { get; } =
    [
        "\u0009\u0008\u0008\0\0\u0006\u0005\0\0\0\0\0", "\u0009\u0008\u0008\0\0\u0006@\0\0\0\0\0", "\u0085\0", "\u00fc\0", "\u003c\0", "\u000a\0\0\0", "\u00fd\0\u000a\0", "\u00b8\u0001", "\u0006\0", "\u0018\0", "\u0007\u0002", "\u0004\u0002", "\u00b6\u0001", "\u001c\0",
        "\u002f\0", "\u0017\u0001\0a", "\u001e\u0001\0", "\u0022\u0002\u0067\u0001", "\u0041", "\u0008", "\u00ff\u00ff", "http://a.example/", "\u0001\0\0\0\0\0\0\0",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        CompoundInput.Open([("Workbook", input.ToArray())], "a.xls");
        ExtractionAnswer bare = ExtractionChecks.Open(input, "b.xls");
        Expect.That(bare.Texts.Sum(text => (long)text.Text.Length) <= 64L * (input.Length + 64), $"{input.Length} octets became a text of more");
    }
}
