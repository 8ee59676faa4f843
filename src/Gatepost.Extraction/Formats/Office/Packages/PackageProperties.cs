using System.Text;
using System.Xml;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Office.Packages;

/// <summary>Properties of a document as XML: title, author, keywords, company, and those of one's own.</summary>
internal static class PackageProperties
{
    // Some hundred words; what is longer is cut.
    private const int Characters = 65_536;

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "title", "subject", "creator", "initial-creator", "keywords", "keyword", "description", "lastModifiedBy", "category", "contentStatus", "Company", "Manager", "HyperlinkBase", "Template", "lpwstr", "lpstr", "user-defined",
        // As Word and Excel 2003 have them.
        "Title", "Subject", "Author", "LastAuthor", "Keywords", "Description", "Category",
    };

    public static void Read(XmlReader xml, FormatOutput output)
    {
        var words = new StringBuilder();
        while (xml.ReadNode() && words.Length < Characters)
            Add(xml, words);
        output.Text(words.ToString(), TextKind.Property);
    }

    /// <summary>Adds the value, if the reader stands on a property.</summary>
    public static bool Add(XmlReader xml, StringBuilder words)
    {
        if (xml.NodeType != XmlNodeType.Element || !Known.Contains(xml.LocalName) || words.Length >= Characters)
            return false;
        var before = words.Length;
        new XmlTextPieces().Read(xml, characters => words.Append(characters[..Math.Min(characters.Length, Math.Max(0, Characters - words.Length))]));
        if (words.Length > before)
            words.Append('\n');
        return true;
    }
}
