using System.Collections.Immutable;
using System.Text;
using System.Xml;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Office.Packages;

/// <summary>
/// Documents that are one XML file: Word and Excel 2003, and a whole package in one (flat OPC). Text and links are read as in a package's parts; what lies in them in base64 is a member.
/// </summary>
internal sealed class XmlDocumentReader : IFormatReader
{
    // A target of a flat package is in the same file, before or behind what shows it: those are stated without words.
    private const int Properties = 65_536;

    public ImmutableArray<string> Types { get; } = ["word-xml", "excel-xml", "flat-opc", "flat-odf"];

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken)
    {
        using var xml = SafeXml.Open(file.Content);
        if (file.Type.Name == "flat-odf")
        {
            new OpenDocumentText(output, "").Read(xml, cancellationToken);
            return;
        }
        var state = new Reading(output);
        var text = new OoxmlText(output, new PackageRelations(), file.Type.Name) { Other = state.TryRead };
        try
        {
            text.Read(xml, cancellationToken);
        }
        finally
        {
            output.Text(state.Words.ToString(), TextKind.Property);
        }
    }

    private sealed class Reading(FormatOutput output)
    {
        private string? _part;

        public StringBuilder Words { get; } = new(capacity: 256, maxCapacity: Properties * 2);

        /// <summary>Elements that packages do not have; true where one was read.</summary>
        public bool TryRead(XmlReader xml)
        {
            switch (xml.LocalName)
            {
                case "part":
                    _part = xml.Attribute("name");
                    return true;
                case "binaryData":
                    ReadBase64(xml, _part);
                    return true;
                case "binData":
                    ReadBase64(xml, xml.Attribute("name"));
                    return true;
                case "docOleData":
                    return true;
                case "hlink" when xml.Attribute("dest") is { } target:
                    output.Link(target, "ooxml");
                    return true;
                case "Relationship" when xml.Attribute("Target") is { Length: > 0 } target && (xml.Attribute("TargetMode") == "External" || target.Contains("://", StringComparison.Ordinal)):
                    output.Link(target, "ooxml");
                    return true;
                default:
                    return TryReadWorkbook(xml) || PackageProperties.Add(xml, Words);
            }
        }

        /// <summary>Excel 2003: a link and a formula are attributes of a cell; a program that is asked stands in a book of its own ([MS-OSHARED] has no word on it; the words are Excel's).</summary>
        private bool TryReadWorkbook(XmlReader xml)
        {
            if (xml.LocalName == "Cell")
            {
                if (xml.Attribute("HRef") is { } target)
                    output.Link(target, "ooxml");
                if (xml.Attribute("Formula") is { } formula)
                    StateFormula(formula);
                return true;
            }
            if (xml.LocalName is "Path" or "Topic" or "DDEItem")
            {
                var words = new StringBuilder();
                new XmlTextPieces().Read(xml, characters => words.Append(characters[..Math.Min(characters.Length, Math.Max(0, 4_096 - words.Length))]));
                output.Text(words.ToString(), TextKind.Hidden);
                return true;
            }
            return false;
        }

        private void StateFormula(string formula)
        {
            foreach (var url in Excel.FormulaLinks.In(formula))
                output.Link(url, "ooxml");
            if (formula.Contains('|', StringComparison.Ordinal))
                output.Text(formula, TextKind.Hidden);
        }

        private void ReadBase64(XmlReader xml, string? name)
        {
            if (xml.IsEmptyElement)
                return;
            using var octets = new Base64ElementStream(xml);
            output.Member(new MemberEntry { Name = name?.Split('/')[^1], IsFile = name?.Contains("/embeddings/", StringComparison.OrdinalIgnoreCase) == true }, octets);
        }
    }

    /// <summary>The content of an element in base64, decoded as it is read.</summary>
    private sealed class Base64ElementStream(XmlReader xml) : ReadOnlyStream
    {
        private readonly byte[] _block = new byte[8_192];

        public override int Read(Span<byte> buffer)
        {
            var read = xml.ReadElementContentAsBase64(_block, 0, Math.Min(buffer.Length, _block.Length));
            _block.AsSpan(0, read).CopyTo(buffer);
            return read;
        }
    }
}
