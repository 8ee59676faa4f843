namespace Gatepost.Mail.Text;

/// <summary>What a token is.</summary>
internal enum HtmlTokenKind
{
    /// <summary>Text between tags, references not decoded.</summary>
    Text = 0,

    /// <summary><c>&lt;name ...&gt;</c>.</summary>
    StartTag,

    /// <summary><c>&lt;/name&gt;</c>.</summary>
    EndTag,

    /// <summary>What stands in a <c>style</c>.</summary>
    Style,

    /// <summary>What stands in a comment.</summary>
    Comment,
}

/// <summary>
/// Cuts HTML into texts and tags in one pass, with no tree and no depth: a DOM took over a minute for half a megabyte of nested tags. Outlook's conditional comments are
/// read as what stands in them; declarations and what stands in scripts and the like are passed over, but not what browsers show (<see cref="HtmlRawText"/>). Every search that fails ends the input, as the HTML standard has it (section 13.2.5), so the whole is linear.
/// </summary>
internal ref struct HtmlTokenizer(ReadOnlySpan<char> html)
{
    private ReadOnlySpan<char> _rest = html;
    // What follows a conditional comment while its inside is read, which cannot swallow it: other programs see only this.
    private ReadOnlySpan<char> _afterConditional;
    private bool _isInConditional;
    private HtmlRawText _raw;
    private HtmlForeign _foreign;

    /// <summary>Text, or the attributes of a start tag as they stand.</summary>
    public ReadOnlySpan<char> Content { get; private set; }

    /// <summary>The tag's name as it stands.</summary>
    public ReadOnlySpan<char> Name { get; private set; }

    public HtmlTokenKind Kind { get; private set; }

    /// <summary>Goes to the next token; false at the end.</summary>
    public bool Read()
    {
        while (_rest.Length > 0 || LeaveConditional())
        {
            if (_raw.IsPending && ReadRawText())
                return true;
            if (_rest.Length == 0)
                continue;
            if (_rest[0] != '<' || !StartsMarkup(_rest))
                return ReadText();
            if (_foreign.IsInside && _rest.StartsWith("<![CDATA[", StringComparison.Ordinal))
            {
                if (ReadCharacterData())
                    return true;
            }
            else if (_rest[1] is '!' or '?')
            {
                if (ReadDeclaration())
                    return true;
            }
            else if (_rest[1] == '/' && !char.IsAsciiLetter(_rest[2]))
                SkipPast(">", 2);
            else if (_rest[1] == '/')
                return ReadEndTag();
            else if (ReadStartTag())
                return true;
        }
        return false;
    }

    private static bool StartsMarkup(ReadOnlySpan<char> text) =>
        text.Length > 1 && (char.IsAsciiLetter(text[1]) || text[1] is '!' or '?' || (text[1] == '/' && text.Length > 2));

    private bool ReadText()
    {
        var end = 1;
        while (end < _rest.Length && _rest[end..].IndexOf('<') is var found and >= 0)
        {
            end += found;
            if (StartsMarkup(_rest[end..]))
                break;
            end++;
        }
        if (end >= _rest.Length || !(_rest[end] == '<' && StartsMarkup(_rest[end..])))
            end = _rest.Length;
        return Text(end, end);
    }

    /// <summary>A token of so many characters, and what is passed over with it.</summary>
    private bool Text(int length, int passed)
    {
        Kind = HtmlTokenKind.Text;
        Content = _rest[..length];
        Name = default;
        _rest = _rest[passed..];
        return length > 0;
    }

    /// <summary>What stands in a script, style or the like: true for a style, and where browsers show it.</summary>
    private bool ReadRawText()
    {
        var length = _raw.Take(_rest);
        var (isShown, isStyle) = (_raw.IsShown, _raw.IsStyle);
        _raw.Done();
        var isToken = Text(isShown || isStyle ? length : 0, length);
        if (isStyle)
            Kind = HtmlTokenKind.Style;
        return isToken;
    }

    /// <summary>Within SVG and MathML it is text.</summary>
    private bool ReadCharacterData()
    {
        _rest = _rest["<![CDATA[".Length..];
        var end = _rest.IndexOf("]]>", StringComparison.Ordinal);
        return end < 0 ? Text(_rest.Length, _rest.Length) : Text(end, end + 3);
    }

    /// <summary>Comments, doctypes, CDATA, processing instructions: true for a comment that says something.</summary>
    private bool ReadDeclaration()
    {
        if (!_rest.StartsWith("<!--", StringComparison.Ordinal))
        {
            SkipPast(">", 2);
            return false;
        }
        // <!--> and <!---> are complete comments (standard, section 13.2.5.43).
        var body = _rest[4..];
        if (IsConditional(body))
        {
            EnterConditional(body);
            return false;
        }
        if (body.StartsWith('>') || body.StartsWith("->", StringComparison.Ordinal))
        {
            _rest = body[(body.IndexOf('>') + 1)..];
            return false;
        }
        var end = IndexOfCommentEnd(body);
        _rest = end < 0 ? default : body[end..];
        Kind = HtmlTokenKind.Comment;
        Name = default;
        Content = end < 0 ? body : body[..(end - (body[end - 2] == '!' ? "--!>" : "-->").Length)];
        return Content.Length > 0;
    }

    /// <summary><c>&lt;!--[if mso]&gt;</c>: Outlook shows what is in it.</summary>
    private static bool IsConditional(ReadOnlySpan<char> body)
    {
        body = body.TrimStart();
        return body.Length > 3 && body.StartsWith("[if", StringComparison.OrdinalIgnoreCase) && !char.IsAsciiLetterOrDigit(body[3]);
    }

    private void EnterConditional(ReadOnlySpan<char> body)
    {
        var inside = body;
        // Within another one there is no end of a comment left, and it is not searched for again: the rest is still the inside of that.
        if (!_isInConditional && IndexOfCommentEnd(body) is var end and >= 0)
        {
            _afterConditional = body[end..];
            inside = body[..(end - (body[end - 2] == '!' ? "--!>" : "-->").Length)];
        }
        _isInConditional = true;
        _rest = inside.IndexOf('>') is var head and >= 0 ? inside[(head + 1)..] : default;
    }

    private bool LeaveConditional()
    {
        _rest = _afterConditional;
        _afterConditional = default;
        _isInConditional = false;
        return _rest.Length > 0;
    }

    /// <summary>After <c>--&gt;</c> or <c>--!&gt;</c>, or -1.</summary>
    private static int IndexOfCommentEnd(ReadOnlySpan<char> body)
    {
        var from = 0;
        while (body[from..].IndexOf("--", StringComparison.Ordinal) is var dashes and >= 0)
        {
            from += dashes + 1;
            if (body[(from + 1)..].StartsWith('>'))
                return from + 2;
            if (body[(from + 1)..].StartsWith("!>", StringComparison.Ordinal))
                return from + 3;
        }
        return -1;
    }

    private void SkipPast(string end, int from)
    {
        var found = _rest[from..].IndexOf(end, StringComparison.Ordinal);
        _rest = found < 0 ? default : _rest[(from + found + end.Length)..];
    }

    private bool ReadEndTag()
    {
        var length = HtmlAttributes.NameLength(_rest[2..]);
        Kind = HtmlTokenKind.EndTag;
        Name = _rest.Slice(2, length);
        Content = default;
        _foreign.EndTag(Name);
        var end = HtmlAttributes.IndexOfTagEnd(_rest[(2 + length)..]);
        _rest = end < 0 ? default : _rest[(2 + length + end + 1)..];
        return true;
    }

    private bool ReadStartTag()
    {
        var length = HtmlAttributes.NameLength(_rest[1..]);
        var name = _rest.Slice(1, length);
        var attributes = _rest[(1 + length)..];
        var end = HtmlAttributes.IndexOfTagEnd(attributes);
        if (end < 0)
        {
            // Not closed before the end: no browser shows it.
            _rest = default;
            return false;
        }
        Kind = HtmlTokenKind.StartTag;
        Name = name;
        Content = attributes[..end];
        _rest = attributes[(end + 1)..];
        if (!_foreign.IsInside)
            _raw.Begin(name);
        _foreign.StartTag(name, isClosed: Content.EndsWith('/'));
        return true;
    }
}
