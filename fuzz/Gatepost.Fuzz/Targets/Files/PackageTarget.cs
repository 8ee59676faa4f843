using System.IO.Compression;
using Gatepost.Mail.Extraction;

namespace Gatepost.Fuzz.Targets.Files;

/// <summary>Packages of Office, packed from the parts that the input names. How they are packed does not change what they say.</summary>
internal sealed class PackageTarget : IFuzzTarget
{
    private const int NameCharacters = 60;

    public string Name => "office-packages";

    public string Summary => "parts of docx, xlsx, xlsb, pptx, odt; deflated or stored they say the same, and every binary part is a member";

    public IReadOnlyList<string> Words { get; } =
    [
        "%%% [Content_Types].xml\n", "%%% word/document.xml\n", "%%% word/_rels/document.xml.rels\n", "%%% xl/workbook.xml\n", "%%% xl/sharedStrings.xml\n", "%%% xl/worksheets/sheet1.xml\n", "%%% xl/worksheets/sheet1.bin\n", "%%% ppt/slides/slide1.xml\n", "%%% content.xml\n", "%%% mimetype\n",
        "%%% docProps/core.xml\n", "%%% word/vbaProject.bin\n", "<w:t>", "</w:t>", "<w:p>", "</w:p>", "<w:vanish/>", "<w:instrText>HYPERLINK \"http://a.example\"</w:instrText>", "<c t=\"s\"><v>0</v></c>", "<si><t>", "<a:t>", "<f>HYPERLINK(\"http://a.example\")</f>",
        "<Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink\" Target=\"http://a.example\" TargetMode=\"External\"/>", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&b;", "&#x41;", "<![CDATA[", "]]>", "\u00ff\u00fe", "<?xml version=\"1.0\" encoding=\"utf-16\"?>",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var sections = InputSections.Of(input).Where(section => section.Name.Length is > 0 and <= NameCharacters).DistinctBy(section => section.Name.ToUpperInvariant()).ToList();
        var deflated = ExtractionChecks.Open(Pack(sections, CompressionLevel.Fastest), "a.docx");
        var stored = ExtractionChecks.Open(Pack(sections, CompressionLevel.NoCompression), "a.docx");
        Expect.Equal(Show(deflated), Show(stored), "deflated it says something else than stored");
        if (deflated.IsOver || deflated.Problems.Any(problem => problem.Kind == Mail.Mime.PartProblemKind.LimitReached))
            return;
        foreach (var (name, octets) in sections)
        {
            if (octets.Length > 0 && name.EndsWith(".bin", StringComparison.Ordinal))
                Expect.That(ExtractionChecks.Holds(deflated, octets), $"the part {name} is no member");
        }
    }

    private static string Show(ExtractionAnswer answer) => $"{answer.TrueType}\n{string.Join('\n', answer.Nodes.Select(node => $"{node.Parent} {node.Name} {node.TrueType} {node.Sha256}"))}\n{ExtractionChecks.Words(answer)}";

    private static byte[] Pack(List<(string Name, byte[] Octets)> sections, CompressionLevel level)
    {
        using var octets = new MemoryStream();
        using (var zip = new ZipArchive(octets, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var section in sections)
            {
                using var entry = zip.CreateEntry(section.Name, level).Open();
                entry.Write(section.Octets);
            }
        }
        return octets.ToArray();
    }
}
