using System.Buffers;

namespace Gatepost.Mail.Text;

/// <summary>Reads the attributes of one start tag, name and raw value, in order; the first of a name counts (HTML standard, section 13.2.5.33).</summary>
internal ref struct HtmlAttributes(ReadOnlySpan<char> attributes)
{
    private static readonly SearchValues<char> Space = SearchValues.Create(" \t\r\n\f");
    private static readonly SearchValues<char> NameEnd = SearchValues.Create(" \t\r\n\f/>=");
    private static readonly SearchValues<char> TagNameEnd = SearchValues.Create(" \t\r\n\f/>");
    private static readonly SearchValues<char> QuoteOrEnd = SearchValues.Create("\"'>=");

    private ReadOnlySpan<char> _rest = attributes;

    public ReadOnlySpan<char> Name { get; private set; }

    /// <summary>As it stands, without quotes, references not decoded; empty where there is none.</summary>
    public ReadOnlySpan<char> Value { get; private set; }

    public bool Read()
    {
        _rest = _rest[SkipLength(_rest)..];
        if (_rest.Length == 0)
            return false;
        // A name may begin with an equals sign (standard, section 13.2.5.32).
        var length = 1 + (_rest[1..].IndexOfAny(NameEnd) is var end and >= 0 ? end : _rest.Length - 1);
        Name = _rest[..length];
        _rest = _rest[length..];
        var space = SpaceLength(_rest);
        Value = default;
        if (space < _rest.Length && _rest[space] == '=')
            ReadValue(_rest[(space + 1)..]);
        return true;
    }

    /// <summary>Characters of a tag name.</summary>
    public static int NameLength(ReadOnlySpan<char> text) => text.IndexOfAny(TagNameEnd) is var end and >= 0 ? end : text.Length;

    /// <summary>Where the <c>&gt;</c> that ends a tag stands, or -1. One within a quoted value does not end it.</summary>
    public static int IndexOfTagEnd(ReadOnlySpan<char> text)
    {
        var position = 0;
        var afterEquals = false;
        while (text[position..].IndexOfAny(QuoteOrEnd) is var found and >= 0)
        {
            // Quotes count only where a value begins: right after the equals sign and white space.
            afterEquals = afterEquals && text.Slice(position, found).IndexOfAnyExcept(Space) < 0;
            position += found;
            var character = text[position++];
            if (character == '>')
                return position - 1;
            if (character == '=')
            {
                afterEquals = true;
                continue;
            }
            if (afterEquals)
            {
                var close = text[position..].IndexOf(character);
                if (close < 0)
                    return -1;
                position += close + 1;
            }
            afterEquals = false;
        }
        return -1;
    }

    private void ReadValue(ReadOnlySpan<char> text)
    {
        text = text[SpaceLength(text)..];
        if (text.Length > 0 && text[0] is '"' or '\'')
        {
            var close = text[1..].IndexOf(text[0]);
            Value = close < 0 ? text[1..] : text.Slice(1, close);
            _rest = close < 0 ? default : text[(close + 2)..];
            return;
        }
        var end = text.IndexOfAny(Space);
        Value = end < 0 ? text : text[..end];
        _rest = end < 0 ? default : text[end..];
    }

    private static int SpaceLength(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(Space) is var end and >= 0 ? end : text.Length;

    private static int SkipLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (Space.Contains(text[length]) || text[length] == '/'))
            length++;
        return length;
    }
}
