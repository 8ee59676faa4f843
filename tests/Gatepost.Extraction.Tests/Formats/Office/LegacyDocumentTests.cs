using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Tests.Formats.Office;

/// <summary>Documents of Word, Excel and PowerPoint 97 to 2003, made here octet by octet.</summary>
public sealed class LegacyDocumentTests
{
    private static byte[] Word(string narrow, string wide, int flags = 0x0200, uint claimed = 0)
    {
        var document = new byte[0x2000];
        BinaryPrimitives.WriteUInt16LittleEndian(document, 0xA5EC);
        BinaryPrimitives.WriteUInt16LittleEndian(document.AsSpan(2), 0xC1);
        BinaryPrimitives.WriteUInt16LittleEndian(document.AsSpan(0x0A), (ushort)flags);
        Encoding.Latin1.GetBytes(narrow, document.AsSpan(0x800));
        Encoding.Unicode.GetBytes(wide, document.AsSpan(0x1000));
        byte[] table =
        [
            // A property in front of the pieces, then two pieces.
            1, 2, 0, 9, 9, 2, 28, 0, 0, 0,
            .. Number(0), .. Number(narrow.Length), .. Number(claimed == 0 ? (uint)(narrow.Length + wide.Length) : claimed),
            0, 0, .. Number((0x800 * 2) | 0x40000000), 0, 0,
            0, 0, .. Number(0x1000), 0, 0,
        ];
        BinaryPrimitives.WriteInt32LittleEndian(document.AsSpan(0x1A6), table.Length);
        return new CompoundSample().Stream("WordDocument", document).Stream("1Table", table).ToArray();
    }

    private static byte[] Number(long value) => BitConverter.GetBytes((uint)value);

    private static byte[] Record(int id, params byte[] octets) => [(byte)id, (byte)(id >> 8), (byte)octets.Length, (byte)(octets.Length >> 8), .. octets];

    [Fact]
    public void Word_gives_both_kinds_of_pieces_and_the_links_of_fields()
    {
        var opened = OpenedDocument.Of(Word("Dear Sir,\r\u0013 HYPERLINK \"http://bad.example/a\\\\b\" \\o \"tip\" \u0001\u0014click here\u0015 now.\r", "Привет \u0013DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe \"/k calc\"\u0014x\u0015!"));
        Assert.Equal("doc", opened.Answer.TrueType);
        Assert.Contains("Dear Sir,\nclick here now.\nПривет x!", opened.Text, StringComparison.Ordinal);
        var link = Assert.Single(opened.Answer.Links);
        Assert.Equal(("http://bad.example/a\\b", "doc", "click here"), (link.Url, link.Carrier, link.Shown));
        Assert.Contains("cmd.exe", opened.HiddenText, StringComparison.Ordinal);
        Assert.Empty(opened.Answer.Problems);
    }

    [Fact]
    public void A_piece_that_lies_about_its_length_ends_with_the_document()
    {
        var opened = OpenedDocument.Of(Word("short", "wide", claimed: 0x7FFFFFFF));
        Assert.StartsWith("shortwide", opened.Text, StringComparison.Ordinal);
        Assert.True(opened.Text.Length < 0x2000);
    }

    [Fact]
    public void An_encrypted_document_says_so()
    {
        var opened = OpenedDocument.Of(Word("xxxx", "yyyy", flags: 0x0300));
        Assert.True(opened.HasProblem(PartProblemKind.Encrypted));
        Assert.Equal("", opened.Text);
    }

    private static byte[] ExcelLink(string url)
    {
        byte[] target = [.. Encoding.Unicode.GetBytes(url + "\0")];
        return Record(0x1B8, [.. new byte[8], .. new byte[16], .. Number(2), .. Number(0x13), .. Number(5), .. Encoding.Unicode.GetBytes("here\0"),
            .. new Guid("79EAC9E0-BAF9-11CE-8C82-00AA004BA90B").ToByteArray(), .. Number(target.Length), .. target]);
    }

    private static byte[] Workbook(int sheetKind, params byte[][] cells) =>
    [
        .. Record(0x809, 0, 6, 5, 0, 0, 0, 0, 0),
        .. Record(0x85, [0, 0, 0, 0, 0, (byte)(sheetKind == 0x40 ? 1 : 0), 6, 0, .. "Sheet1"u8]),
        // Two strings; the second goes on in a record of its own, in another width.
        .. Record(0xFC, [.. Number(2), .. Number(2), 5, 0, 0, .. "first"u8, 10, 0, 0, .. "seco"u8]),
        .. Record(0x3C, [1, .. Encoding.Unicode.GetBytes("nd язы")]),
        .. Record(0x0A),
        .. Record(0x809, 0, 6, (byte)sheetKind, 0, 0, 0, 0, 0),
        .. cells.SelectMany(cell => cell),
        .. Record(0x0A),
    ];

    private static byte[] Formula(params byte[] tokens) => Record(0x06, [.. new byte[20], (byte)tokens.Length, 0, .. tokens]);

    private static byte[] Text(string text) => [0x17, (byte)text.Length, 0, .. Encoding.Latin1.GetBytes(text)];

    [Fact]
    public void Excel_gives_strings_numbers_and_links()
    {
        var book = Workbook(0x10, ExcelLink("http://bad.example/x"), Record(0x203, [.. new byte[6], .. BitConverter.GetBytes(4111111111111111d)]),
            Record(0x27E, [.. new byte[6], .. Number((42 << 2) | 2)]), Formula([.. Text("https://formula.example/"), .. Text("here"), 0x42, 2, 0x67, 1]));
        var opened = OpenedDocument.Of(new CompoundSample().Stream("Workbook", book).ToArray());
        Assert.Equal("xls", opened.Answer.TrueType);
        Assert.Contains("Sheet1\nfirst\nsecond язы\n4111111111111111\n42\n", opened.Text, StringComparison.Ordinal);
        Assert.Equal(["http://bad.example/x", "https://formula.example/"], opened.Links);
        Assert.Equal("here", opened.Answer.Links[0].Shown);
        Assert.DoesNotContain(opened.Answer.Nodes, node => node.DeclaredType == "text/x-excel4");
    }

    [Fact]
    public void A_macro_sheet_of_Excel_4_is_a_member_with_its_formulas()
    {
        var opened = OpenedDocument.Of(new CompoundSample().Stream("Workbook", Workbook(0x40, Formula([.. Text("calc.exe"), 0x42, 1, 110, 0]), Formula(0x42, 0, 54, 0))).ToArray());
        Assert.Contains("Excel 4 macro sheet Sheet1", opened.Properties, StringComparison.Ordinal);
        Assert.Equal("R1C1\t\"calc.exe\" EXEC(1) \nR1C1\tHALT(0) \n", opened.TextOf("Sheet1.xlm"));
    }

    [Fact]
    public void A_table_of_strings_that_claims_more_than_there_is_ends()
    {
        byte[] book = [.. Record(0x809, 0, 6, 5, 0), .. Record(0xFC, [.. Number(0), .. Number(uint.MaxValue), 0xFF, 0xFF, 0xF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, .. "rest"u8])];
        Assert.Equal("xls", OpenedDocument.Of(new CompoundSample().Stream("Workbook", book).ToArray()).Answer.TrueType);
    }

    private static byte[] Slide(int type, bool isContainer, int instance, params byte[] octets) =>
        [(byte)((instance << 4) | (isContainer ? 0xF : 0)), (byte)(instance >> 4), (byte)type, (byte)(type >> 8), .. Number(octets.Length), .. octets];

    [Fact]
    public void PowerPoint_gives_text_links_and_objects()
    {
        var inner = new CompoundSample().Stream("\u0001Ole10Native", NativeObjectTests.Package("evil.exe", "MZ and so on"u8.ToArray())).ToArray();
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionMode.Compress, leaveOpen: true))
            zlib.Write(inner);
        var document = Slide(1000, true, 0,
        [
            .. Slide(0xFA0, false, 0, Encoding.Unicode.GetBytes("Über uns\rzwei")),
            .. Slide(0xFA8, false, 0, "plain"u8.ToArray()),
            .. Slide(0xFD7, true, 0, [.. Slide(0xFBA, false, 0, Encoding.Unicode.GetBytes("shown")), .. Slide(0xFBA, false, 1, Encoding.Unicode.GetBytes("http://bad.example/"))]),
            .. Slide(0x1011, false, 1, [.. Number(inner.Length), .. packed.ToArray()]),
        ]);
        var opened = OpenedDocument.Of(new CompoundSample().Stream("PowerPoint Document", document).ToArray());
        Assert.Equal("ppt", opened.Answer.TrueType);
        Assert.Equal("Über uns\nzwei\nplain\n", opened.Text);
        Assert.Equal(("http://bad.example/", "shown"), (opened.Answer.Links[0].Url, opened.Answer.Links[0].Shown));
        Assert.Equal("MZ and so on", opened.TextOf("evil.exe"));
    }

    [Fact]
    public void Records_of_slides_that_reach_into_each_other_are_walked_once()
    {
        // Each head claims to hold all the rest.
        byte[] document = [.. Enumerable.Range(0, 50_000).SelectMany(_ => Slide(1000, true, 0)).ToArray()];
        for (var at = 4; at < document.Length; at += 8)
            BinaryPrimitives.WriteInt32LittleEndian(document.AsSpan(at), int.MaxValue);
        Assert.Equal("ppt", OpenedDocument.Of(new CompoundSample().Stream("PowerPoint Document", document).ToArray()).Answer.TrueType);
    }
}
