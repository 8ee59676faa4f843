using System.Text;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Tests.Formats.Office;

public sealed class PackageTests
{
    private static string Body(string content) => $"<w:document xmlns:w=\"w\" xmlns:r=\"r\" xmlns:a=\"a\"><w:body>{content}</w:body></w:document>";

    [Fact]
    public void Word_gives_text_links_and_properties()
    {
        var opened = OpenedDocument.Of(PackageSample.Office(PackageSample.Word,
            ("word/document.xml", Body("""
                <w:p><w:r><w:t>Dear </w:t><w:tab/><w:t xml:space="preserve">Sir &amp; Madam</w:t></w:r></w:p>
                <w:p><w:hyperlink r:id="r1"><w:r><w:t>our </w:t></w:r><w:r><w:t>bank</w:t></w:r></w:hyperlink></w:p>
                <w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r><w:r><w:t>seen</w:t></w:r></w:p>
                """)),
            ("word/header1.xml", Body("<w:p><w:r><w:t>heading</w:t></w:r></w:p>")),
            ("word/_rels/document.xml.rels", PackageSample.Relations(("r1", "hyperlink", "http://bad.example/a"), ("r2", "image", "http://pixel.example/i.png"))),
            ("word/_rels/settings.xml.rels", PackageSample.Relations(("r1", "attachedTemplate", "https://evil.example/t.dotm"))),
            ("docProps/core.xml", "<c><title>Invoice</title><creator>Mallory</creator></c>")));
        Assert.Equal("docx", opened.Answer.TrueType);
        Assert.Contains("Dear \tSir & Madam\n", opened.Text, StringComparison.Ordinal);
        Assert.Contains("heading", opened.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", opened.Text, StringComparison.Ordinal);
        Assert.Equal("secret", opened.HiddenText.Trim());
        Assert.Equal("Invoice\nMallory\n", opened.Properties);
        Assert.Equal(["http://bad.example/a", "http://pixel.example/i.png", "https://evil.example/t.dotm"], opened.Links);
        Assert.Equal(["our bank", null, null], opened.Answer.Links.Select(link => link.Shown));
        Assert.All(opened.Answer.Links, link => Assert.Equal("ooxml", link.Carrier));
        Assert.Empty(opened.Answer.Problems);
        Assert.Empty(opened.Answer.Nodes);
    }

    [Fact]
    public void Fields_in_pieces_give_links_and_commands()
    {
        var opened = OpenedDocument.Of(PackageSample.Office(PackageSample.Word, ("word/document.xml", Body("""
            <w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPER</w:instrText></w:r><w:r><w:instrText>LINK "http://bad.example/"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>here</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>
            <w:p><w:fldSimple w:instr='DDEAUTO c:\\windows\\cmd.exe "/k calc"'/></w:p>
            <w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DDE</w:instrText></w:r></w:p>
            """))));
        Assert.Equal(("http://bad.example/", "here"), (opened.Answer.Links[0].Url, opened.Answer.Links[0].Shown));
        Assert.Contains("cmd.exe", opened.HiddenText, StringComparison.Ordinal);
        Assert.EndsWith("DDE", opened.HiddenText, StringComparison.Ordinal);
    }

    [Fact]
    public void Excel_gives_cells_formulas_and_programs_that_are_asked()
    {
        var opened = OpenedDocument.Of(PackageSample.Office(PackageSample.Excel,
            ("xl/sharedStrings.xml", "<sst><si><t>shared</t></si><si><r><t>in </t></r><r><t>runs</t></r></si></sst>"),
            ("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c><c><v>4111111111111111</v></c><c t=\"inlineStr\"><is><t>inline</t></is></c><c><f>HYPERLINK(\"http://bad.example/\",\"x\")</f><v>x</v></c></row></sheetData></worksheet>"),
            ("xl/externalLinks/externalLink1.xml", "<externalLink><ddeLink ddeService=\"cmd\" ddeTopic=\"/c calc\"/></externalLink>")));
        Assert.Equal("xlsx", opened.Answer.TrueType);
        Assert.Equal("shared\nin runs", opened.Answer.Texts.First(text => text.Text.StartsWith("shared", StringComparison.Ordinal)).Text.Trim());
        Assert.Contains("4111111111111111\tinline\tx", opened.Text, StringComparison.Ordinal);
        Assert.Equal(["http://bad.example/"], opened.Links);
        Assert.Contains("DDE cmd|/c calc", opened.HiddenText, StringComparison.Ordinal);
    }

    [Fact]
    public void PowerPoint_gives_slides_notes_and_links()
    {
        var opened = OpenedDocument.Of(PackageSample.Office(PackageSample.PowerPoint,
            ("ppt/slides/slide1.xml", "<p:sld xmlns:p='p' xmlns:a='a' xmlns:r='r'><a:p><a:r><a:rPr><a:hlinkClick r:id='rId2'/></a:rPr><a:t>Slide</a:t></a:r></a:p></p:sld>"),
            ("ppt/slides/_rels/slide1.xml.rels", PackageSample.Relations(("rId2", "hyperlink", "http://bad.example/p"))),
            ("ppt/notesSlides/notesSlide1.xml", "<n xmlns:a='a'><a:p><a:t>Note</a:t></a:p></n>")));
        Assert.Equal("pptx", opened.Answer.TrueType);
        Assert.Contains("Slide", opened.Text, StringComparison.Ordinal);
        Assert.Contains("Note", opened.Text, StringComparison.Ordinal);
        Assert.Equal(["http://bad.example/p"], opened.Links);
    }

    [Fact]
    public void A_macro_sheet_is_found_by_its_relation_whatever_it_is_called()
    {
        var opened = OpenedDocument.Of(PackageSample.Office(PackageSample.Excel,
            ("xl/_rels/workbook.xml.rels", "<r><Relationship Id='r' Type='http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet' Target='worksheets/dull.xml'/></r>"),
            ("xl/worksheets/dull.xml", "<xm:macrosheet xmlns:xm='x'><row><c><f>EXEC(\"calc\")</f><v>0</v></c></row></xm:macrosheet>")));
        Assert.Equal("EXEC(\"calc\")\n", opened.TextOf("dull.xlm"));
        Assert.Contains("Excel 4 macro sheet dull", opened.Properties, StringComparison.Ordinal);
    }

    private static byte[] Record(int id, byte[] octets) => [(byte)((id & 0x7F) | (id > 127 ? 0x80 : 0)), .. id > 127 ? [(byte)(id >> 7)] : (byte[])[], (byte)octets.Length, .. octets];

    private static byte[] Wide(string text) => [.. BitConverter.GetBytes(text.Length), .. Encoding.Unicode.GetBytes(text)];

    [Fact]
    public void Binary_workbooks_give_strings_and_links()
    {
        var opened = OpenedDocument.Of(PackageSample.Zip(
            ("[Content_Types].xml", Encoding.UTF8.GetBytes($"<Types><Override ContentType=\"{PackageSample.BinaryExcel}\"/></Types>")),
            ("xl/sharedStrings.bin", Record(19, [0, .. Wide("shared words")])),
            ("xl/worksheets/sheet1.bin", [.. Record(5, [.. new byte[8], .. BitConverter.GetBytes(12.5)]), .. Record(494, [.. new byte[16], .. Wide("rId1"), .. Wide(""), .. Wide(""), .. Wide("shown")])]),
            ("xl/worksheets/_rels/sheet1.bin.rels", Encoding.UTF8.GetBytes(PackageSample.Relations(("rId1", "hyperlink", "http://bad.example/b")))),
            ("xl/externalLinks/externalLink1.bin", Record(360, [1, 0, .. Wide("cmd"), .. Wide("/c calc")]))));
        Assert.Equal("xlsb", opened.Answer.TrueType);
        Assert.Contains("shared words\n", opened.Text, StringComparison.Ordinal);
        Assert.Contains("12.5\n", opened.Text, StringComparison.Ordinal);
        Assert.Equal(("http://bad.example/b", "shown"), (opened.Answer.Links[0].Url, opened.Answer.Links[0].Shown));
        Assert.Contains("DDE cmd|/c calc", opened.HiddenText, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenDocument_gives_text_links_and_macros()
    {
        var opened = OpenedDocument.Of(PackageSample.Zip(("mimetype", "application/vnd.oasis.opendocument.text"),
            ("content.xml", "<o xmlns:text='t' xmlns:x='x'><text:p>One<text:s text:c='2'/>two <text:a x:href='http://bad.example/'>our <b>bank</b></text:a></text:p><image x:href='http://pixel.example/'/><image x:href='Pictures/1.png'/></o>"),
            ("meta.xml", "<m><title>Rechnung</title></m>"),
            ("Basic/Standard/Module1.xml", "<script:module xmlns:script='s' script:name='Module1'>Sub Main\nShell(\"calc\")\nEnd Sub</script:module>")));
        Assert.Equal("odt", opened.Answer.TrueType);
        Assert.Contains("One  two our bank", opened.Text, StringComparison.Ordinal);
        Assert.Equal(["http://bad.example/", "http://pixel.example/"], opened.Links);
        Assert.Equal("our bank", opened.Answer.Links[0].Shown);
        Assert.Equal("Rechnung\n", opened.Properties);
        Assert.Contains("Shell", opened.TextOf("Module1.bas"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_encrypted_OpenDocument_says_so()
    {
        var opened = OpenedDocument.Of(PackageSample.Zip(("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("META-INF/manifest.xml", "<m><file-entry full-path='content.xml'><encryption-data/></file-entry></m>")));
        Assert.True(opened.HasProblem(PartProblemKind.Encrypted));
    }

    [Theory]
    // Entities, depth, a tag that never ends, no XML at all: each keeps the rest.
    [InlineData("<!DOCTYPE a [<!ENTITY e 'eeeeeeeee'>]><a>&e;</a>")]
    [InlineData("DEPTH")]
    [InlineData("TAG")]
    [InlineData("PK not XML")]
    public void A_hostile_part_does_not_hide_the_others(string part)
    {
        var xml = part switch
        {
            "DEPTH" => string.Concat(Enumerable.Repeat("<a>", 100_000)),
            "TAG" => "<a b='" + new string('x', 9_000_000),
            _ => part,
        };
        var opened = OpenedDocument.Of(PackageSample.Office(PackageSample.Word, ("word/footnotes.xml", xml), ("word/document.xml", Body("<w:p><w:r><w:t>still seen</w:t></w:r></w:p>"))));
        Assert.Contains("still seen", opened.Text, StringComparison.Ordinal);
        Assert.Equal(PartProblemKind.Malformed, Assert.Single(opened.Answer.Problems).Kind);
    }

    [Fact]
    public void A_long_text_comes_out_whole_up_to_the_budget()
    {
        var words = string.Concat(Enumerable.Repeat("word ", 1_000_000));
        Assert.Equal(words.Length, OpenedDocument.Of(PackageSample.Office(PackageSample.Word, ("word/document.xml", Body($"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>")))).Answer.Texts.Sum(text => text.Text.Length) - 1);
    }

    [Fact]
    public void One_file_of_XML_gives_text_links_and_members()
    {
        var word = OpenedDocument.Of(Encoding.UTF8.GetBytes("""
            <?xml version="1.0"?><?mso-application progid="Word.Document"?>
            <w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:o="o"><o:DocumentProperties><o:Author>Mallory</o:Author></o:DocumentProperties>
            <w:docSuppData><w:binData w:name="editdata.mso">TVo=</w:binData></w:docSuppData><w:body><w:p><w:r><w:t>Hello</w:t></w:r><w:hlink w:dest="http://bad.example/"><w:r><w:t> x</w:t></w:r></w:hlink></w:p></w:body></w:wordDocument>
            """));
        Assert.Equal("word-xml", word.Answer.TrueType);
        Assert.Contains("Hello x", word.Text, StringComparison.Ordinal);
        Assert.Equal("Mallory\n", word.Properties);
        Assert.Equal(["http://bad.example/"], word.Links);
        Assert.Equal("MZ", word.TextOf("editdata.mso"));

        var excel = OpenedDocument.Of(Encoding.UTF8.GetBytes("""
            <?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Sheet"><Table><Row><Cell ss:HRef="http://bad.example/x"><Data>cell</Data></Cell><Cell ss:Formula="=cmd|'/c calc'!A0"><Data>y</Data></Cell></Row></Table></Worksheet></Workbook>
            """));
        Assert.Equal("excel-xml", excel.Answer.TrueType);
        Assert.Contains("cell\ty", excel.Text, StringComparison.Ordinal);
        Assert.Equal(["http://bad.example/x"], excel.Links);
        Assert.Contains("cmd|'/c calc'", excel.HiddenText, StringComparison.Ordinal);
    }
}
