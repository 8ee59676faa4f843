using System.Text;
using Gatepost.Extraction.Formats.Web;

namespace Gatepost.Fuzz.Targets.Files;

/// <summary>Files in pages, and the scanner of their marks. A file that a page carries comes out as it was, whatever the page says around it.</summary>
internal sealed class PageBlobTarget : IFuzzTarget
{
    private const int FewestOctets = 32;

    public string Name => "page-blobs";

    public string Summary => "files that pages carry in their own text; they are bounded by the page, and one that is put in comes out";

    public IReadOnlyList<string> Words { get; } =
    [
        "data:application/zip;base64,", "data:,", "data:;base64,", "DATA:image/png;base64,", "<a href=\"", "download=\"a.zip\"", "<script>", "</script>", "<style>", "</style>", "<!--", "-->", "atob(\"", "\")", "'", "\"", "`", "[77,90,", "0x4d,0x5a,", "]", "\\x4d\\x5a", "\\u004d", "%4d%5a", "&#x41;", "&amp;",
        "UEsDBBQAAAAI", "TVqQAAMAAAAEAAAA", "4d5a9000", "+\"", "\"+", "\n", "=", ">", "<", "</", "<svg><image href=", "filename = 'a.iso'",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var page = ExtractionChecks.Open([.. "<html>"u8, .. input], "a.html");
        Expect.That(page.Nodes.Where(node => node.Parent == 0).Sum(node => node.Size ?? 0) <= 2L * (input.Length + 8), $"{input.Length} octets hold more");
        Scan(Encoding.Latin1.GetString(input));
        if (input.Length < FewestOctets)
            return;
        var carried = Encoding.Latin1.GetBytes($"<html><body><a download=\"a.bin\" href=\"data:application/octet-stream;base64,{Convert.ToBase64String(input)}\">x</a></body></html>");
        Expect.That(ExtractionChecks.Holds(ExtractionChecks.Open(carried, "b.html"), input), "a file that is put in does not come out");
    }

    /// <summary>Each step takes something of the source, and no character twice.</summary>
    private static void Scan(string source)
    {
        var scanner = new MarkupScanner(source);
        var (steps, characters) = (0, 0L);
        while (scanner.Read())
        {
            steps++;
            characters += scanner.Content.Length;
            Expect.That(steps <= source.Length && characters <= source.Length, $"{steps} steps and {characters} characters of {source.Length}");
            Expect.That(scanner.Tag.Length <= 33 && (scanner.Attribute("href")?.Length ?? 0) <= scanner.Content.Length, "an attribute that is longer than its tag");
        }
    }
}
