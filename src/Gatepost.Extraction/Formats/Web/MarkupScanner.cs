using System.Buffers;
using System.Net;

namespace Gatepost.Extraction.Formats.Web;

/// <summary>Cuts a page into tags and what stands between, in one pass, for the structure of drawings. Scripts and styles are one text each.</summary>
internal ref struct MarkupScanner(ReadOnlySpan<char> source)
{
    // No tag that draws has more.
    private const int MaxAttributes = 64;

    private static readonly SearchValues<char> BlankOrSlash = SearchValues.Create(" \t\r\n\f/");
    private static readonly SearchValues<char> NameEnds = SearchValues.Create(" \t\r\n\f=/>");
    private static readonly SearchValues<char> ValueEnds = SearchValues.Create(" \t\r\n\f>");
    private static readonly SearchValues<char> TagEnds = SearchValues.Create(" \t\r\n\f/>");

    private ReadOnlySpan<char> _rest = source;
    private bool _hasNoEnd;

    /// <summary>The name of the tag in lower case, with a slash before it where it ends one; empty for text.</summary>
    public string Tag { get; private set; } = "";

    /// <summary>The text, references not decoded, or the attributes as they stand.</summary>
    public ReadOnlySpan<char> Content { get; private set; }

    public bool Read()
    {
        if (_rest.Length == 0)
            return false;
        if (Tag is "script" or "style" && ReadRaw())
            return true;
        if (_rest[0] == '<' && _rest.Length > 1 && (char.IsAsciiLetter(_rest[1]) || _rest[1] is '/' or '!' or '?'))
            return _rest.StartsWith("<!--", StringComparison.Ordinal) ? SkipComment() : ReadTag();
        var end = _rest[1..].IndexOf('<');
        Take(end < 0 ? _rest.Length : end + 1);
        return true;
    }

    /// <summary>The value of an attribute of the tag, references decoded, or null.</summary>
    public readonly string? Attribute(string name)
    {
        var rest = Content;
        for (var count = 0; count < MaxAttributes && rest.IndexOfAnyExcept(BlankOrSlash) is var start and >= 0; count++)
        {
            rest = rest[start..];
            var end = rest.IndexOfAny(NameEnds) is var length and >= 0 ? Math.Max(1, length) : rest.Length;
            var isIt = rest[..end].Equals(name, StringComparison.OrdinalIgnoreCase);
            rest = rest[end..].TrimStart(" \t\r\n\f");
            if (!rest.StartsWith('='))
            {
                if (isIt)
                    return "";
                continue;
            }
            var value = Value(rest[1..].TrimStart(" \t\r\n\f"), out rest);
            if (isIt)
                return WebUtility.HtmlDecode(value.ToString());
        }
        return null;
    }

    private static ReadOnlySpan<char> Value(ReadOnlySpan<char> text, out ReadOnlySpan<char> rest)
    {
        if (text.Length > 0 && text[0] is '"' or '\'')
        {
            var close = text[1..].IndexOf(text[0]);
            rest = close < 0 ? default : text[(close + 2)..];
            return close < 0 ? text[1..] : text.Slice(1, close);
        }
        var end = text.IndexOfAny(ValueEnds);
        rest = end < 0 ? default : text[end..];
        return end < 0 ? text : text[..end];
    }

    private void Take(int length)
    {
        Tag = "";
        Content = _rest[..length];
        _rest = _rest[length..];
    }

    private bool ReadRaw()
    {
        var name = Tag;
        Tag = "";
        var end = _rest.IndexOf("</" + name, StringComparison.OrdinalIgnoreCase);
        if (end == 0)
            return false;
        Take(end < 0 ? _rest.Length : end);
        return true;
    }

    private bool SkipComment()
    {
        var end = _hasNoEnd ? -1 : _rest.IndexOf("-->", StringComparison.Ordinal);
        _hasNoEnd |= end < 0;
        Take(end < 0 ? 4 : end + 3);
        Content = default;
        return true;
    }

    private bool ReadTag()
    {
        var end = IndexOfEnd(_rest);
        var tag = end < 0 ? _rest[1..] : _rest[1..end];
        _rest = end < 0 ? default : _rest[(end + 1)..];
        var length = tag[1..].IndexOfAny(TagEnds) is var found and >= 0 ? found + 1 : tag.Length;
        Tag = length > 32 ? "unknown" : tag[..length].ToString().ToLowerInvariant();
        Content = tag[length..];
        return true;
    }

    private static int IndexOfEnd(ReadOnlySpan<char> text)
    {
        for (var at = 1; text[at..].IndexOfAny('>', '"', '\'') is var found and >= 0; at++)
        {
            at += found;
            if (text[at] == '>')
                return at;
            var close = text[(at + 1)..].IndexOf(text[at]);
            if (close < 0)
                return text.IndexOf('>');
            at += close + 1;
        }
        return -1;
    }
}
