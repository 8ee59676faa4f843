using System.Text;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Office;

/// <summary>Gathers the text of a document and hands it on in pieces: a document of 100 MB is never in memory as one string.</summary>
internal sealed class TextCollector(FormatOutput output, TextKind kind = TextKind.Visible)
{
    // Large enough that searching for a phrase across the seam hardly ever matters, small beside the worker's memory.
    private const int PieceCharacters = 524_288;

    // As many characters as the budget of texts has octets: the output cuts, and says so; after that nothing is gathered.
    private const long MaxCharacters = 8_388_608 + PieceCharacters;

    private readonly StringBuilder _text = new();
    private long _handedOn;

    /// <summary>True once no more is taken.</summary>
    public bool IsFull => _handedOn > MaxCharacters || output.IsOver;

    /// <summary>Characters gathered and not handed on.</summary>
    public int Length => _text.Length;

    /// <summary>A character; controls that formats use as marks must have been taken out.</summary>
    public void Append(char character)
    {
        if (IsFull)
            return;
        _text.Append(character);
        if (_text.Length >= PieceCharacters)
            Flush();
    }

    public void Append(ReadOnlySpan<char> characters)
    {
        while (characters.Length > 0 && !IsFull)
        {
            var taken = Math.Min(characters.Length, PieceCharacters - _text.Length);
            _text.Append(characters[..taken]);
            characters = characters[taken..];
            if (_text.Length >= PieceCharacters)
                Flush();
        }
    }

    /// <summary>Ends a line, unless nothing stands on it.</summary>
    public void NewLine()
    {
        if (_text.Length > 0 && _text[^1] != '\n')
            Append('\n');
    }

    /// <summary>Ends a cell.</summary>
    public void Tab()
    {
        if (_text.Length > 0 && _text[^1] is not ('\n' or '\t'))
            Append('\t');
    }

    /// <summary>Hands on what is there.</summary>
    public void Flush()
    {
        if (_text.Length == 0)
            return;
        _handedOn += _text.Length;
        output.Text(_text.ToString(), kind);
        _text.Clear();
    }
}
