using Gatepost.Extraction.Formats;
using Gatepost.Extraction.Formats.Pdf;
using Gatepost.Extraction.Formats.Pdf.Raw;
using Gatepost.Extraction.Jobs;
using Gatepost.Mail.Extraction;
using Gatepost.Mail.FileTypes;

namespace Gatepost.Fuzz.Targets.Files;

/// <summary>PDF as it stands, which is how damaged ones are searched. An action that stands there is found whatever stands in front of it.</summary>
internal sealed class PdfScanTarget : IFuzzTarget
{
    public string Name => "pdf-scan";

    public string Summary => "PDF searched as it stands; links and scripts are no longer than the input, and a link behind a whole object is found";

    public IReadOnlyList<string> Words { get; } =
    [
        "%PDF-1.7\n", "1 0 obj\n", "endobj\n", "<<", ">>", "stream\r\n", "stream\n", "endstream", "/URI(http://a.example/)", "/U#52I <6874>", "/JS(app.alert)", "/Launch", "/F(", "/UF<FEFF0061>", "/Filter/FlateDecode", "/Filter[/AHx/A85]", "/EmbeddedFile", "/Subtype/Image", "/DCTDecode", "/JBIG2Decode",
        "BT (a) Tj ET", "TJ", "Td", "\\(", "\\)", "\\101", "\\\r\n", "(", ")", "<", ">", "#", "#41", "x\u009c", "~>", "\u00fe\u00ff\0a",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var answer = Scan(input);
        Expect.That(answer.Links.All(link => link.Url.Length <= 262_144), "a link that no stream has room for");
        // A document of its own behind the input; what is left open in front ends with its stream.
        var behind = Scan([.. input, .. "\nendstream\n%"u8, .. new byte[64], .. "\nendstream 9 0 obj stream\nendstream >> 8 0 obj<</S/URI/URI(http://behind.example/)>>"u8]);
        Expect.That(IsFull(behind) || input.IndexOf("("u8) >= 0 || input.IndexOf("<"u8) >= 0 || behind.Links.Any(link => link.Url == "http://behind.example/"), "what stands in front hides a link");
    }

    private static bool IsFull(ExtractionAnswer answer) => answer.IsOver || answer.Problems.Any(problem => problem.Kind == Mail.Mime.PartProblemKind.LimitReached);

    private static ExtractionAnswer Scan(ReadOnlySpan<byte> input)
    {
        var octets = input.ToArray();
        var request = new ExtractionRequest { Job = 1, Name = "a.pdf", Budget = ExtractionChecks.Budget, WantsText = true };
        using var watch = new FaultWatch();
        using var job = new ExtractionJob(request, new MemoryJobFolder(octets), default);
        using var content = new MemoryStream(octets, writable: false);
        var output = new FormatOutput(job, 0);
        var file = new OpenedFile { Content = content, Length = octets.Length, Type = FileTypeCatalogue.Find("pdf")! };
        new RawScan(file, new PdfFindings(output), new PdfAllowance(output, default), isEncrypted: false).Read();
        Expect.That(watch.Fault is null, $"a reader has a fault: {watch.Fault}");
        return job.ToAnswer();
    }
}
