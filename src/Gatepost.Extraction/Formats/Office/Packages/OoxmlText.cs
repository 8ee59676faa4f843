using System.Xml;
using Gatepost.Extraction.Formats.Office.Excel;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Office.Packages;

/// <summary>
/// The text of one part of a document, workbook or presentation (ECMA-376), whichever it is: their elements for text, lines, fields and links have names that do not clash. Reads forward, and
/// keeps nothing but the text.
/// </summary>
internal sealed class OoxmlText
{
    private readonly FormatOutput _output;
    private readonly PackageRelations _relations;
    private readonly string _part;
    private readonly TextCollector _text;
    private readonly TextCollector _hidden;
    private readonly FieldText _fields;
    private readonly XmlTextPieces _pieces = new();
    private readonly MacroSheet _macros = new();
    private string? _linkId;
    private System.Text.StringBuilder? _linkText;
    private bool _isHiddenRun;
    private bool _isSharedCell;

    // Words for a link, not a chapter.
    private const int ShownCharacters = 2_048;

    public OoxmlText(FormatOutput output, PackageRelations relations, string part)
    {
        (_output, _relations, _part) = (output, relations, part);
        _text = new TextCollector(output);
        _hidden = new TextCollector(output, TextKind.Hidden);
        _fields = new FieldText(output, _text, "ooxml");
    }

    /// <summary>Is asked first at each element; true where it has read it. The reader then stands on it, or on what ended it.</summary>
    public Func<XmlReader, bool>? Other { get; init; }

    public void Read(XmlReader xml, CancellationToken cancellationToken)
    {
        try
        {
            while (xml.ReadNode() && !_output.IsOver)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (xml.NodeType == XmlNodeType.Element)
                    Begin(xml);
                else if (xml.NodeType == XmlNodeType.EndElement)
                    End(xml.LocalName);
            }
        }
        finally
        {
            _fields.Finish();
            _hidden.Flush();
            _macros.State(_output, _relations.MacroSheetOf(_part));
        }
    }

    private void Begin(XmlReader xml)
    {
        if (Other?.Invoke(xml) == true)
            return;
        switch (xml.LocalName)
        {
            case "t" or "Data":
                _pieces.Read(xml, Append);
                break;
            case "delText":
                _pieces.Read(xml, characters => _hidden.Append(characters));
                break;
            case "instrText" or "delInstrText":
                _pieces.Read(xml, characters => _fields.Instruct(characters));
                break;
            case "v":
                ReadValue(xml);
                break;
            case "f":
                ReadFormula(xml);
                break;
            case "fldChar":
                ReadFieldMark(xml.Attribute("fldCharType"));
                break;
            case "fldSimple":
                FieldInstruction.State(_output, xml.Attribute("instr") ?? "", null, "ooxml");
                break;
            case "r":
                _isHiddenRun = false;
                break;
            case "vanish" or "webHidden":
                _isHiddenRun = xml.Attribute("val") is not ("0" or "false" or "off");
                break;
            case "c":
                _isSharedCell = xml.Attribute("t") == "s";
                break;
            default:
                BeginOther(xml);
                break;
        }
    }

    private void BeginOther(XmlReader xml)
    {
        switch (xml.LocalName)
        {
            case "tab":
                Append("\t");
                break;
            case "br" or "cr":
                Append("\n");
                break;
            case "hyperlink":
                BeginLink(xml);
                break;
            case "hlinkClick" or "hlinkHover" or "hlinkMouseOver":
                _relations.State(_output, _part, xml.Attribute("id"), null);
                break;
            case "sheet" or "Worksheet":
                _text.Append(xml.Attribute("name") ?? xml.Attribute("Name") ?? "");
                _text.NewLine();
                break;
            // What a workbook asks a running program for.
            case "ddeLink":
                _output.Text($"DDE {xml.Attribute("ddeService")}|{xml.Attribute("ddeTopic")}", TextKind.Hidden);
                break;
            case "definedName" when xml.Attribute("name") is { } name && name.Contains("auto_", StringComparison.OrdinalIgnoreCase):
                _output.Text($"defined name {name}", TextKind.Property);
                break;
            // Properties of shapes that are addresses, as VML has them.
            case "shape" or "imagedata" or "fill" or "rect" when xml.Attribute("href") is { } target:
                _output.Link(target, "ooxml");
                break;
            default:
                break;
        }
    }

    private void End(string name)
    {
        switch (name)
        {
            case "p" or "si" or "row" or "Row" or "sheet" or "comment" or "txBody":
                Append("\n");
                break;
            case "tc" or "c" or "Cell":
                _text.Tab();
                break;
            case "hyperlink":
                EndLink();
                break;
            default:
                break;
        }
    }

    private void Append(ReadOnlySpan<char> characters)
    {
        if (_linkText is { Length: < ShownCharacters })
            _linkText.Append(characters[..Math.Min(characters.Length, ShownCharacters)]);
        if (_isHiddenRun)
            _hidden.Append(characters);
        else if (characters is "\n")
            _fields.Append('\n');
        else
            _fields.Append(characters);
    }

    /// <summary>In a document the words stand within it; in a sheet it stands by itself, and names a cell.</summary>
    private void BeginLink(XmlReader xml)
    {
        var id = xml.Attribute("id");
        if (xml.IsEmptyElement)
        {
            _relations.State(_output, _part, id, xml.Attribute("display"));
            return;
        }
        (_linkId, _linkText) = (id, new System.Text.StringBuilder());
    }

    private void EndLink()
    {
        if (_linkText is not null)
            _relations.State(_output, _part, _linkId, _linkText.ToString());
        _linkText = null;
    }

    private void ReadFieldMark(string? type)
    {
        if (type == "begin")
            _fields.Begin();
        else if (type == "separate")
            _fields.Separate();
        else if (type == "end")
            _fields.End();
    }

    /// <summary>The value of a cell, unless it is a place in the table of strings.</summary>
    private void ReadValue(XmlReader xml)
    {
        if (!_isSharedCell)
            _pieces.Read(xml, characters => _text.Append(characters));
    }

    private void ReadFormula(XmlReader xml)
    {
        // 8,192 characters at most; others are cut.
        var formula = new System.Text.StringBuilder();
        _pieces.Read(xml, characters => formula.Append(characters[..Math.Min(characters.Length, Math.Max(0, 8_192 - formula.Length))]));
        var words = formula.ToString();
        foreach (var url in FormulaLinks.In(words))
            _output.Link(url, "ooxml");
        if (words.Contains('|', StringComparison.Ordinal))
            _hidden.Append(words + "\n");
        if (_relations.MacroSheetOf(_part) is not null)
            _macros.Add(words);
    }
}
