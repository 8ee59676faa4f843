using System.Text;
using System.Xml;
using Gatepost.Mail.Mime;
using UglyToad.PdfPig.Tokens;

namespace Gatepost.Extraction.Formats.Pdf;

/// <summary>What notes and form fields say, and the forms of XFA, which are XML.</summary>
internal sealed class PdfForms(PdfObjects objects, PdfFindings findings)
{
    // Templates of tax forms have some megabytes, most of it layout.
    private const int TextCharacters = 1_048_576;
    private const int XmlCharacters = 16_777_216;
    private const int MaxPackets = 64;

    public void Consider(DictionaryToken dictionary)
    {
        if (dictionary.Data.ContainsKey("XFA"))
            ConsiderXfa(objects.Get(dictionary, "XFA"));
        if (dictionary.Data.ContainsKey("FT"))
        {
            State(objects.Get(dictionary, "V"));
            State(objects.Get(dictionary, "TU"));
        }
        else if (dictionary.Data.ContainsKey("Subtype") && dictionary.Data.ContainsKey("Rect"))
            State(objects.Get(dictionary, "Contents"));
    }

    private void State(IToken? token)
    {
        if (token is StringToken or HexToken && objects.Text(token) is { } text)
            findings.Output.Text(text);
    }

    /// <summary>One stream, or an array of names and streams that are one XML together.</summary>
    private void ConsiderXfa(IToken? form)
    {
        var packets = form is ArrayToken array ? array.Data.Select(objects.Resolve).OfType<StreamToken>().Take(MaxPackets).ToList() : form is StreamToken one ? [one] : [];
        using var whole = new MemoryStream();
        foreach (var packet in packets)
        {
            if (whole.Length < XmlCharacters)
                whole.Write(Filters.BoundedFilter.ReadBounded(objects.Open(packet, out _), objects.Allowance));
        }
        whole.Position = 0;
        if (whole.Length > 0)
            ReadXml(whole);
    }

    private void ReadXml(Stream xml)
    {
        var text = new StringBuilder();
        try
        {
            using var reader = XmlReader.Create(xml, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = XmlCharacters });
            while (reader.Read() && text.Length < TextCharacters)
                Read(reader, text);
        }
        catch (XmlException)
        {
            findings.Output.Problem(PartProblemKind.Malformed, "the XFA form is no well-formed XML");
        }
        findings.Output.Text(text.ToString());
        foreach (var url in UrlsInText.Find(text.ToString()))
            findings.Link(url);
    }

    private void Read(XmlReader reader, StringBuilder text)
    {
        if (reader.NodeType == XmlNodeType.Element)
        {
            // Scripts are elements of their own, and what a form is sent to is an attribute.
            if (reader.LocalName == "script" && !reader.IsEmptyElement)
                findings.Script(reader.ReadString());
            else if (reader.LocalName is "submit" or "soapAddress" && reader.GetAttribute("target") is { } target)
                findings.Link(target);
        }
        else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA && !string.IsNullOrWhiteSpace(reader.Value))
            text.Append(reader.Value.Trim()).Append('\n');
    }
}
