using System.Text;
using System.Xml;
using Gatepost.Extraction.Formats.Office.Excel;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Office.Packages;

/// <summary>The text of a part of an OpenDocument file (part 3 of the standard): paragraphs, cells, notes, links, macros of Basic, and what is asked of other programs.</summary>
internal sealed class OpenDocumentText(FormatOutput output, string part)
{
    // A source of Basic, as one of VBA.
    private const int SourceCharacters = 4_194_304;
    private const int ShownCharacters = 2_048;
    private const int Blanks = 256;

    private readonly TextCollector _text = new(output);
    private readonly StringBuilder _properties = new();
    private readonly char[] _piece = new char[8_192];
    private int _paragraphs;
    private string? _target;
    private StringBuilder? _shown;

    public void Read(XmlReader xml, CancellationToken cancellationToken)
    {
        try
        {
            while (xml.ReadNode() && !output.IsOver)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (xml.NodeType == XmlNodeType.Element)
                    Begin(xml);
                else if (xml.NodeType == XmlNodeType.EndElement)
                    End(xml.LocalName);
                else if (_paragraphs > 0 && xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)
                    Append(xml);
            }
        }
        finally
        {
            _text.Flush();
            output.Text(_properties.ToString(), TextKind.Property);
        }
    }

    private void Begin(XmlReader xml)
    {
        if (PackageProperties.Add(xml, _properties))
            return;
        switch (xml.LocalName)
        {
            case "p" or "h":
                _paragraphs += xml.IsEmptyElement ? 0 : 1;
                break;
            case "tab":
                _text.Append('\t');
                break;
            case "line-break":
                _text.NewLine();
                break;
            case "s":
                var count = int.TryParse(xml.Attribute("c"), out var blanks) ? Math.Clamp(blanks, 1, Blanks) : 1;
                _text.Append(new string(' ', count));
                break;
            case "a":
                BeginLink(xml);
                break;
            case "dde-source" or "dde-connection-decl":
                output.Text($"DDE {xml.Attribute("dde-application")}|{xml.Attribute("dde-topic")}|{xml.Attribute("dde-item")}", TextKind.Hidden);
                break;
            case "table":
                _text.Append(xml.Attribute("name") ?? "");
                _text.NewLine();
                break;
            case "module" when part.StartsWith("Basic/", StringComparison.OrdinalIgnoreCase):
                ReadModule(xml);
                break;
            default:
                BeginOther(xml);
                break;
        }
    }

    /// <summary>Pictures, objects, templates, events: what leads out of the package by an address.</summary>
    private void BeginOther(XmlReader xml)
    {
        if (xml.Attribute("href") is { } target && IsOutside(target))
            output.Link(target, "odf");
        if (xml.Attribute("formula") is { } formula)
        {
            foreach (var url in FormulaLinks.In(formula))
                output.Link(url, "odf");
            if (formula.Contains("DDE(", StringComparison.OrdinalIgnoreCase))
                output.Text(formula, TextKind.Hidden);
        }
        if (xml.Attribute("macro-name") is { } macro)
            output.Text($"macro {macro}", TextKind.Property);
    }

    private void End(string name)
    {
        switch (name)
        {
            case "p" or "h":
                _paragraphs = Math.Max(0, _paragraphs - 1);
                _text.NewLine();
                break;
            case "table-cell":
                _text.Tab();
                break;
            case "table-row":
                _text.NewLine();
                break;
            case "a" when _target is not null:
                output.Link(_target, "odf", _shown?.ToString().Trim() is { Length: > 0 } shown ? shown : null);
                _target = null;
                _shown = null;
                break;
            default:
                break;
        }
    }

    private void BeginLink(XmlReader xml)
    {
        if (xml.Attribute("href") is not { } target || !IsOutside(target))
            return;
        if (xml.IsEmptyElement)
            output.Link(target, "odf");
        else
            (_target, _shown) = (target, new StringBuilder());
    }

    private void Append(XmlReader xml)
    {
        while (xml.ReadValueChunk(_piece, 0, _piece.Length) is var read and > 0)
        {
            var characters = _piece.AsSpan(0, read);
            _text.Append(characters);
            if (_shown is { Length: < ShownCharacters })
                _shown.Append(characters[..Math.Min(read, ShownCharacters)]);
        }
    }

    private void ReadModule(XmlReader xml)
    {
        var name = xml.Attribute("name") ?? "Module";
        var source = new StringBuilder();
        new XmlTextPieces().Read(xml, characters => source.Append(characters[..Math.Min(characters.Length, Math.Max(0, SourceCharacters - source.Length))]));
        if (source.Length > 0)
            output.Member(new MemberEntry { Name = name + ".bas", DeclaredType = "text/x-starbasic", Charset = "utf-8", IsFile = false }, Encoding.UTF8.GetBytes(source.ToString()));
    }

    private static bool IsOutside(string target) => target.Contains(':', StringComparison.Ordinal) || target.StartsWith(@"\\", StringComparison.Ordinal) || target.StartsWith("//", StringComparison.Ordinal);
}
