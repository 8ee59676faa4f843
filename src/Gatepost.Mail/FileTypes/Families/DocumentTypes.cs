using System.Collections.Immutable;
using Gatepost.Mail.FileTypes.Telling;

namespace Gatepost.Mail.FileTypes.Families;

/// <summary>Text with layout.</summary>
internal static class DocumentTypes
{
    private static readonly FamilyTable Table = new(FileFamily.Document);

    public static ImmutableArray<KnownType> All { get; } =
    [
        Table.Binary("pdf", "PDF document", "pdf ai fdf", "application/pdf application/x-pdf application/vnd.fdf", Mark.Start("'%PDF-'"), Mark.Start("'%FDF-'")),
        // Word takes whatever begins with these five octets, with or without a version.
        Table.Binary("rtf", "RTF document", "rtf doc", "application/rtf text/rtf text/richtext application/msword", Mark.Start("'{\\rt'"), Mark.Start("ef bb bf '{\\rt'")) with { Text = text => text.Begins("{\\rt"), TextStarts = "{" },
        Table.Binary("ole2", "compound file", "doc xls ppt msg msi db dot xlt", "application/x-ole-storage application/cdfv2", Mark.Start("d0 cf 11 e0 a1 b1 1a e1"), Mark.Start("0e 11 fc 0d d0 cf 11 0e")),
        Table.Packed("ole2", "doc", "Word document", "doc dot wbk wiz", "application/msword"),
        Table.Packed("ole2", "publisher", "Publisher document", "pub", "application/x-mspublisher application/vnd.ms-publisher"),
        Table.Packed("ole2", "works", "Works document", "wps wpt", "application/vnd.ms-works"),
        Table.Packed("ole2", "hwp", "Hangul document", "hwp", "application/x-hwp application/haansofthwp"),
        Table.Packed("ole2", "ichitaro", "Ichitaro document", "jtd jtt", ""),
        Table.Packed("zip", "docx", "Word document", "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        Table.Packed("zip", "docm", "Word document with macros", "docm", "application/vnd.ms-word.document.macroenabled.12"),
        Table.Packed("zip", "dotx", "Word template", "dotx", "application/vnd.openxmlformats-officedocument.wordprocessingml.template"),
        Table.Packed("zip", "dotm", "Word template with macros", "dotm", "application/vnd.ms-word.template.macroenabled.12"),
        Table.Packed("zip", "odt", "OpenDocument text", "odt ott odm fodt", "application/vnd.oasis.opendocument.text application/vnd.oasis.opendocument.text-template"),
        Table.Packed("zip", "epub", "EPUB book", "epub", "application/epub+zip"),
        Table.Packed("zip", "xps", "XPS document", "xps oxps", "application/vnd.ms-xpsdocument application/oxps"),
        Table.Packed("zip", "hwpx", "Hangul document", "hwpx", "application/hwp+zip application/vnd.hancom.hwpx"),
        Table.Packed("zip", "pages", "Pages document", "pages", "application/vnd.apple.pages application/x-iwork-pages-sffpages"),
        Table.Packed("zip", "ofd", "OFD document", "ofd", ""),
        Table.Packed("zip", "ooxml", "Office document whose kind nobody knows", "docx xlsx pptx", ""),
        Table.Binary("activemime", "data of Office in a text document", "mso", "application/x-mso", Mark.Start("'ActiveMime'")),
        Table.Binary("onenote", "OneNote section", "one", "application/onenote application/msonenote", Mark.Start("e4 52 5c 7b 8c d8 a7 4d ae b1 53 78 d0 29 96 d3")),
        Table.Binary("onenote-toc", "OneNote table of contents", "onetoc2 onetoc", "application/onenote", Mark.Start("a1 2f ff 43 d9 ef 76 4c 9e e2 10 ea 57 22 76 5f")),
        Table.Binary("word-2", "Word 2 document", "doc", "application/msword", Mark.Start("db a5 2d 00"), Mark.Start("9b a5 21 00"), Mark.Start("fe 37 00 23")),
        Table.Binary("write", "Windows Write document", "wri", "application/x-mswrite", Mark.Start("31 be 00 00 00 ab"), Mark.Start("32 be 00 00 00 ab")),
        Table.Binary("wordperfect", "WordPerfect document", "wpd wp wp5 wp6", "application/vnd.wordperfect application/wordperfect", Mark.Start("ff 'WPC'")),
        Table.Binary("wordpro", "Lotus Word Pro document", "lwp", "application/vnd.lotus-wordpro", Mark.Start("'WordPro'")),
        Table.Binary("hwp-3", "Hangul document, version 3", "hwp", "application/x-hwp", Mark.Start("'HWP Document File V'")),
        Table.Binary("postscript", "PostScript", "ps eps ai epsf", "application/postscript application/eps", Mark.Start("'%!PS'", content => !content.HasAt(4, "-AdobeFont"u8)), Mark.Start("04 '%!PS'"), Mark.Start("1b '%-12345X%!PS'")),
        Table.Binary("eps", "PostScript with a preview", "eps epsi", "application/postscript image/eps", Mark.Start("c5 d0 d3 c6")),
        Table.Binary("pcl", "printer output", "pcl prn", "application/vnd.hp-pcl", Mark.Start("1b '%-12345X@PJL'"), Mark.Start("1b 'E' 1b")),
        Table.Binary("djvu", "DjVu document", "djvu djv", "image/vnd.djvu", Mark.Start("'AT&TFORM' ?? ?? ?? ?? 'DJV'")),
        Table.Binary("mobi", "Mobipocket or Kindle book", "mobi azw azw3 prc", "application/x-mobipocket-ebook", Mark.At(60, "'BOOKMOBI'"), Mark.At(60, "'TEXtREAd'")),
        Table.Binary("lit", "Microsoft Reader book", "lit", "application/x-ms-reader", Mark.Start("'ITOLITLS'")),
        Table.Binary("dvi", "TeX output", "dvi", "application/x-dvi", Mark.Start("f7 02 01 83 92 c0")),
        Table.Binary("framemaker", "FrameMaker document", "fm book mif", "application/vnd.framemaker application/vnd.mif", Mark.Start("'<MakerFile '"), Mark.Start("'<MIFFile '"), Mark.Start("'<BookFile '")),
        Table.Text("fictionbook", "FictionBook", "fb2", "application/x-fictionbook+xml", "<", text => text.IsElement("FictionBook")),
        Table.Text("word-xml", "Word 2003 XML document", "xml doc", "application/msword", "<", text => text.IsElement("wordDocument") && text.Has("schemas.microsoft.com/office/word/2003")),
        Table.Text("flat-opc", "Office document in one XML file", "xml", "", "<", text => text.IsElement("package") && text.Has("schemas.microsoft.com/office/2006/xmlPackage")),
        Table.Text("flat-odf", "OpenDocument in one XML file", "fodt fods fodp fodg", "", "<", text => text.IsElement("document") && text.Has("urn:oasis:names:tc:opendocument:xmlns:office")),
        Table.Text("abiword", "AbiWord document", "abw", "application/x-abiword", "<", text => text.IsElement("abiword")),
        Table.Text("xdp", "Adobe form", "xdp xfdf", "application/vnd.adobe.xdp+xml application/vnd.adobe.xfdf", "<", text => text.IsElement("xfdf") || (text.IsElement("xdp") && text.Has("ns.adobe.com/xdp"))),
        Table.Text("latex", "TeX source", "tex latex ltx sty cls", "text/x-tex application/x-tex application/x-latex", "\\%", text =>
            text.HasLines(1, "\\documentclass", "\\documentstyle", "\\input texinfo", "\\begin{document}")),
    ];
}
