using System.Text;
using Gatepost.Mail.Text;

namespace Gatepost.Extraction.Formats.Rtf;

/// <summary>How octets are to be read: by the document's code page, or by the character set of the font that is in force.</summary>
internal sealed class RtfFonts
{
    // Documents have some hundreds.
    private const int Fonts = 4_096;

    private readonly Dictionary<int, Encoding> _byFont = [];
    private readonly byte[] _single = new byte[1];
    private Encoding _document = FromCodePage(1252);
    private int _defined;

    public Encoding Of(Encoding? font) => font ?? _document;

    /// <summary>One octet as a character.</summary>
    public string Single(byte octet, Encoding? font)
    {
        _single[0] = octet;
        return Of(font).GetString(_single);
    }

    /// <summary>The table of fonts goes on with this one.</summary>
    public void Define(int font) => _defined = font;

    public Encoding? Find(int font) => _byFont.GetValueOrDefault(font);

    /// <summary>Takes words on character sets; others mean nothing here.</summary>
    public void Set(ReadOnlySpan<char> word, int number)
    {
        switch (word)
        {
            case "ansicpg":
                _document = FromCodePage(number);
                break;
            case "mac":
                _document = FromCodePage(10_000);
                break;
            case "pc":
                _document = FromCodePage(437);
                break;
            case "pca":
                _document = FromCodePage(850);
                break;
            case "fcharset" when CodePageOf(number) is { } codePage && _byFont.Count < Fonts:
                _byFont[_defined] = FromCodePage(codePage);
                break;
            case "cpg" when _byFont.Count < Fonts:
                _byFont[_defined] = FromCodePage(number);
                break;
            default:
                break;
        }
    }

    /// <summary>RTF 1.9.1, "Font Table"; null for the document's own and for symbols.</summary>
    private static int? CodePageOf(int characterSet) => characterSet switch
    {
        77 => 10_000,
        128 => 932,
        129 => 949,
        130 => 1361,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        254 => 437,
        255 => 850,
        _ => null,
    };

    private static Encoding FromCodePage(int codePage) => Charset.Find($"cp{codePage}") ?? Encoding.Latin1;
}
