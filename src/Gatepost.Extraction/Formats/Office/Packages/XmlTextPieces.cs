using System.Xml;

namespace Gatepost.Extraction.Formats.Office.Packages;

/// <summary>Takes characters of a text that is read in pieces.</summary>
internal delegate void TakeCharacters(ReadOnlySpan<char> characters);

/// <summary>Reads the text of an element in pieces, so that one of 100 MB is never held as a whole.</summary>
internal sealed class XmlTextPieces
{
    private readonly char[] _piece = new char[8_192];

    /// <summary>Reads the text that directly follows the start of the element; the reader then stands on the last node of it, or still on the start.</summary>
    public void Read(XmlReader xml, TakeCharacters take)
    {
        if (xml.IsEmptyElement)
            return;
        while (xml.Read())
        {
            if (xml.NodeType is not (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace))
                return;
            while (xml.ReadValueChunk(_piece, 0, _piece.Length) is var read and > 0)
                take(_piece.AsSpan(0, read));
        }
    }
}
