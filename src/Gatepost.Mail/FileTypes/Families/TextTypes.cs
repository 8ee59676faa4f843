using System.Collections.Immutable;
using Gatepost.Mail.FileTypes.Telling;

namespace Gatepost.Mail.FileTypes.Families;

/// <summary>Pages, and plain or structured text. The last in the catalogue: what no other rule knows is <c>xml</c> or <c>text</c>.</summary>
internal static class TextTypes
{
    private static readonly FamilyTable Web = new(FileFamily.Web);
    private static readonly FamilyTable Plain = new(FileFamily.Text);

    public static ImmutableArray<KnownType> All { get; } =
    [
        Web.Text("html", "web page", "html htm xhtml xht shtml", "text/html application/xhtml+xml", "<", text => MarkupRules.IsHtml(text) || text.IsElement("html")),
        Web.Text("feed", "news feed", "rss atom", "application/rss+xml application/atom+xml", "<", text => text.IsElement("rss") || (text.IsElement("feed") && text.Has("www.w3.org/2005/Atom")) || (text.IsElement("RDF") && text.Has("purl.org/rss/"))),
        Web.Text("wsdl", "service description", "wsdl", "application/wsdl+xml", "<", text => text.IsElement("definitions") && text.Has("schemas.xmlsoap.org/wsdl")),
        Web.Text("style-sheet", "style sheet", "css", "text/css", "@./*bh#", IsStyleSheet),
        Web.Binary("web-archive", "Safari web archive", "webarchive", "application/x-webarchive", Mark.Start("'bplist00'", content => content.Head.IndexOf("WebMainResource"u8) >= 0 || content.Tail.IndexOf("WebMainResource"u8) >= 0)),
        Web.Text("warc", "web archive", "warc", "application/warc", "w", text => text.Begins("WARC/0.") || text.Begins("WARC/1.")),
        Plain.Binary("binary-plist", "Apple property list", "plist", "application/x-plist", Mark.Start("'bplist0'")),
        Plain.Text("plist", "Apple property list", "plist", "application/x-plist text/xml", "<", text => text.IsElement("plist")),
        Plain.Text("xml", "XML", "xml xsd rng config", "application/xml text/xml", "<", MarkupRules.IsXml),
        Plain.Text("json", "JSON", "json geojson har ipynb webmanifest", "application/json text/json", "{[", IsJson),
        Plain.Text("patch", "differences of texts", "patch diff", "text/x-patch text/x-diff", "di-", text =>
            text.Begins("diff --git ") || text.Begins("diff -") || text.Begins("Index: ") && text.HasLines(1, "--- ") && text.HasLines(1, "+++ ") || text.StartsWith("--- ") && text.HasLines(1, "+++ ") && text.HasLines(1, "@@ -")),
        Plain.Text("translation", "translations", "po pot", "text/x-gettext-translation", "#m", text => text.HasLines(1, "msgid \"") && text.HasLines(1, "msgstr \"")),
        Plain.Binary("compiled-translation", "compiled translations", "mo gmo", "application/x-gettext-translation", Mark.Start("de 12 04 95 00 00"), Mark.Start("95 04 12 de 00 00")),
        Plain.Text("makefile", "rules of make", "mk mak", "text/x-makefile", ".#", text => text.HasLines(1, ".PHONY:")),
        Plain.Text("text", "plain text", "txt text asc log md readme nfo", "text/plain text/markdown", "\u0001", _ => false),
    ];

    /// <summary>RFC 8259: an object whose first name is quoted and followed by a colon, or a list of values that begins like one.</summary>
    private static bool IsJson(ReadOnlySpan<char> text)
    {
        var inner = text[1..].TrimStart(" \t\r\n");
        if (inner.IsEmpty)
            return false;
        if (text[0] == '{')
            return inner[0] == '}' || (inner[0] == '"' && inner[1..] is var name && name.IndexOf('"') is var end and >= 0 && name[(end + 1)..].TrimStart(" \t\r\n") is [':', ..]);
        return inner[0] == '{' && IsJson(inner);
    }

    private static bool IsStyleSheet(ReadOnlySpan<char> text) => text.Begins("@charset \"") || text.Begins("@import url(") || text.Begins("@media ") || text.Begins("@font-face")
        || (text.HasSeveral(3, "{", "}", ";", ": ") && text.HasLines(3, "color:", "margin:", "padding:", "font-", "background", "display:", "width:", "border"));
}
