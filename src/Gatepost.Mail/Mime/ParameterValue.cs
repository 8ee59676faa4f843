using System.Text;
using Gatepost.Mail.Text;

namespace Gatepost.Mail.Mime;

/// <summary>The value of one parameter, plain or in the form of RFC 2231, whose pieces are appended in their order.</summary>
internal sealed class ParameterValue
{
    private readonly StringBuilder _text = new();
    private string? _charset;

    /// <summary>In the form of RFC 2231; empty as yet.</summary>
    public ParameterValue()
    {
    }

    /// <summary>A plain value.</summary>
    public ParameterValue(string text)
    {
        _text.Append(text);
        IsPlain = true;
    }

    public bool IsPlain { get; }

    /// <summary>The octets, as Latin-1.</summary>
    public string Text => _text.ToString();

    /// <summary>By the charset that was declared; without one the octets stay Latin-1.</summary>
    public string Decoded() => Charset.Find(_charset) is { } encoding ? encoding.GetString(Encoding.Latin1.GetBytes(Text)) : Text;

    /// <summary>Appends a piece; of an escaped one the percent escapes are undone, and charset and language (which stand in the first) are taken off.</summary>
    public void Append(string piece, bool isEscaped)
    {
        if (!isEscaped)
        {
            _text.Append(piece);
            return;
        }
        var start = 0;
        if (_text.Length == 0 && piece.IndexOf('\'', StringComparison.Ordinal) is var first and >= 0 && piece.IndexOf('\'', first + 1) is var second and >= 0)
        {
            _charset = piece[..first];
            start = second + 1;
        }
        for (var at = start; at < piece.Length; at++)
        {
            if (piece[at] == '%' && at + 2 < piece.Length && char.IsAsciiHexDigit(piece[at + 1]) && char.IsAsciiHexDigit(piece[at + 2]))
            {
                _text.Append((char)Convert.ToByte(piece.Substring(at + 1, 2), 16));
                at += 2;
            }
            else
            {
                _text.Append(piece[at]);
            }
        }
    }
}
