using Gatepost.Extraction.Formats;
using Gatepost.Extraction.Formats.Archives.Zip;
using Gatepost.Mail.FileTypes;
using Gatepost.Mail.Mime;
using static Gatepost.Testing.Messages.TestMessage;

namespace Gatepost.Extraction.Tests.Formats.Archives.Zipped;

/// <summary>What a zip is by what is in it, and which parts of a document's package are members.</summary>
public sealed class ZipPackageTests
{
    private const string WordMain = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";

    [Theory]
    [InlineData("[Content_Types].xml", WordMain, "docx")]
    [InlineData("[Content_Types].xml", "application/vnd.ms-word.document.macroEnabled.main+xml", "docm")]
    [InlineData("[Content_Types].xml", "application/vnd.ms-excel.sheet.binary.macroEnabled.main", "xlsb")]
    [InlineData("mimetype", "application/vnd.oasis.opendocument.spreadsheet", "ods")]
    [InlineData("mimetype", "application/epub+zip", "epub")]
    [InlineData("META-INF/MANIFEST.MF", "Manifest-Version: 1.0", "jar")]
    [InlineData("AndroidManifest.xml", "binary", "apk")]
    [InlineData("word/document.xml", "<w:document/>", null)]
    [InlineData("readme.txt", "[Content_Types].xml", null)]
    public void The_kind_is_told_by_what_is_in_it(string entry, string content, string? kind) =>
        Assert.Equal(kind, Package(Zip((entry, System.Text.Encoding.ASCII.GetBytes(content)), ("b.txt", []))).Kind);

    [Fact]
    public void Of_a_document_only_what_another_reader_must_open_is_a_member()
    {
        var types = System.Text.Encoding.ASCII.GetBytes($"<Types><Override ContentType=\"{WordMain}\"/></Types>");
        var xml = "<a/>"u8.ToArray();
        var read = Opening.ReadAs("zip", Zip(
            ("[Content_Types].xml", types), ("_rels/.rels", xml), ("word/document.xml", xml), ("word/media/image1.png", "PNG"u8.ToArray()),
            ("word/vbaProject.bin", "bin"u8.ToArray()), ("word/embeddings/oleObject1.bin", "ole"u8.ToArray()), ("word/embeddings/Sheet1.xlsx", "xlsx"u8.ToArray()),
            ("word/afchunk1.xml", xml), ("word/evil.xml", "MZ program"u8.ToArray())));
        // The reader of documents meets the part that is no XML too.
        Assert.Equal(PartProblemKind.Malformed, Assert.Single(read.Problems).Kind);
        Assert.Equal(
            [("word/media/image1.png", false), ("word/vbaProject.bin", false), ("word/embeddings/oleObject1.bin", false), ("word/embeddings/Sheet1.xlsx", true), ("word/afchunk1.xml", false), ("word/evil.xml", false)],
            read.Nodes.Select(node => (node.Name!, node.IsFile)));
    }

    [Fact]
    public void Of_an_archive_every_file_is_a_member() =>
        Assert.Equal(["a.xml", "b.rels"], Opening.ReadAs("zip", Zip(("a.xml", "<a/>"u8.ToArray()), ("b.rels", "<a/>"u8.ToArray()))).Names);

    [Fact]
    public void A_part_is_found_in_any_case_and_read_no_further_than_asked()
    {
        var package = Package(Zip(("Word/Document.XML", "<w:document/>"u8.ToArray())));
        var part = package.Find("/word/document.xml")!;
        Assert.Equal("<w:doc"u8, package.Read(part, 6));
        using var stream = package.Open(part, 1_000)!;
        Assert.Equal("<w:document/>", new StreamReader(stream).ReadToEnd());
        Assert.Null(package.Find("word/styles.xml"));
    }

    private static ZipPackage Package(byte[] zip) => ZipPackage.Open(
        new OpenedFile { Content = new MemoryStream(zip), Length = zip.Length, Type = FileTypeCatalogue.Find("zip")! }, CancellationToken.None)!;
}
