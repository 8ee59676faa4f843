using System.Buffers;

namespace Gatepost.Mail.Text;

/// <summary>
/// Reads the attributes of one tag, name and raw value, in order, and finds the end of the tag on the way: one state machine for both (HTML standard, sections 13.2.5.32 to 13.2.5.40), since
/// a quote that only one of them takes for one hides what follows. An attribute that is there twice is given twice, although browsers take the first.
/// </summary>
/// <param name="text">What follows the name of the tag; the tag may end within it.</param>
internal ref struct HtmlAttributes(ReadOnlySpan<char> text)
{
    private static readonly SearchValues<char> Space = SearchValues.Create(" \t\r\n\f");
    private static readonly SearchValues<char> SpaceOrSlash = SearchValues.Create(" \t\r\n\f/");
    private static readonly SearchValues<char> ValueEnd = SearchValues.Create(" \t\r\n\f>");
    private static readonly SearchValues<char> NameEnd = SearchValues.Create(" \t\r\n\f/>=");
    private static readonly SearchValues<char> TagNameEnd = SearchValues.Create(" \t\r\n\f/>");

    private readonly ReadOnlySpan<char> _text = text;
    private int _position;

    public ReadOnlySpan<char> Name { get; private set; }

    /// <summary>As it stands, without quotes, references not decoded; empty where there is none.</summary>
    public ReadOnlySpan<char> Value { get; private set; }

    public bool Read()
    {
        _position += SkipLength(_text[_position..], SpaceOrSlash);
        if (_position == _text.Length || _text[_position] == '>')
            return false;
        // A name may begin with an equals sign, and quotes in it are letters as any.
        var rest = _text[_position..];
        var length = 1 + IndexOrLength(rest[1..], NameEnd);
        Name = rest[..length];
        Value = default;
        _position += length;
        var space = SkipLength(rest[length..], Space);
        if (_position + space < _text.Length && _text[_position + space] == '=')
            ReadValue(_position + space + 1);
        return true;
    }

    /// <summary>Characters of a tag name.</summary>
    public static int NameLength(ReadOnlySpan<char> text) => IndexOrLength(text, TagNameEnd);

    /// <summary>True where the text begins with just this tag name.</summary>
    public static bool StartsName(ReadOnlySpan<char> text, ReadOnlySpan<char> name) =>
        text.StartsWith(name, StringComparison.OrdinalIgnoreCase) && (text.Length == name.Length || TagNameEnd.Contains(text[name.Length]));

    /// <summary>Where the <c>&gt;</c> that ends a tag stands, or -1. One within a quoted value does not end it.</summary>
    public static int IndexOfTagEnd(ReadOnlySpan<char> text)
    {
        // Nothing but a quote hides the end, and most tags have none before it.
        var first = text.IndexOfAny('>', '"', '\'');
        if (first < 0 || text[first] == '>')
            return first;
        var attributes = new HtmlAttributes(text);
        while (attributes.Read())
        {
        }
        return attributes._position < text.Length ? attributes._position : -1;
    }

    private void ReadValue(int start)
    {
        start += SkipLength(_text[start..], Space);
        _position = start;
        if (start == _text.Length || _text[start] == '>')
            return;
        if (_text[start] is not ('"' or '\''))
        {
            _position += IndexOrLength(_text[start..], ValueEnd);
            Value = _text[start.._position];
            return;
        }
        var close = _text[(start + 1)..].IndexOf(_text[start]);
        Value = close < 0 ? _text[(start + 1)..] : _text.Slice(start + 1, close);
        _position = close < 0 ? _text.Length : start + 1 + close + 1;
    }

    private static int SkipLength(ReadOnlySpan<char> text, SearchValues<char> skipped) => text.IndexOfAnyExcept(skipped) is var end and >= 0 ? end : text.Length;

    private static int IndexOrLength(ReadOnlySpan<char> text, SearchValues<char> ends) => text.IndexOfAny(ends) is var end and >= 0 ? end : text.Length;
}
