namespace Gatepost.Mail.Text;

/// <summary>
/// The elements whose content is no HTML (HTML standard, sections 13.2.5.2 to 13.2.5.5), and where each ends. Some are shown all the same: what stands in a <c>textarea</c> or <c>xmp</c>
/// looks like the beginning of a comment to whoever reads it as HTML, and hides the rest.
/// </summary>
internal ref struct HtmlRawText
{
    private ReadOnlySpan<char> _name;
    // A script that never ends by the standard's rules was met: they are not tried again, so that the whole stays linear.
    private bool _isPlainScript;

    /// <summary>True where the content of one stands next.</summary>
    public readonly bool IsPending => _name.Length > 0;

    /// <summary>True where browsers show it.</summary>
    public readonly bool IsShown => Is("textarea") || Is("xmp") || Is("plaintext");

    /// <summary>True for a <c>style</c>.</summary>
    public readonly bool IsStyle => Is("style");

    /// <summary>A start tag was read.</summary>
    public void Begin(ReadOnlySpan<char> name)
    {
        _name = name;
        var isRaw = name.Length switch
        {
            3 => Is("xmp"),
            5 => Is("style") || Is("title"),
            6 => Is("script") || Is("iframe"),
            7 => Is("noembed"),
            8 => Is("noframes") || Is("textarea"),
            9 => Is("plaintext"),
            _ => false,
        };
        if (!isRaw)
            _name = default;
    }

    public void Done() => _name = default;

    /// <summary>Characters up to the element's own end tag, which is then read as a token; without one all is its content.</summary>
    public int Take(ReadOnlySpan<char> text)
    {
        var end = Is("plaintext") ? -1 : Is("script") ? ScriptEnd(text) : EndTag(text);
        return end < 0 ? text.Length : end;
    }

    private readonly bool Is(ReadOnlySpan<char> name) => _name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private readonly int EndTag(ReadOnlySpan<char> text)
    {
        for (var at = 0; text[at..].IndexOf("</", StringComparison.Ordinal) is var found and >= 0; at += 2)
        {
            at += found;
            if (HtmlAttributes.StartsName(text[(at + 2)..], _name))
                return at;
        }
        return -1;
    }

    /// <summary>By the standard's rules; where those find no end, the first end tag, as for programs that do not know them: what follows is read rather than not.</summary>
    private int ScriptEnd(ReadOnlySpan<char> text)
    {
        var end = _isPlainScript ? -1 : EscapedScriptEnd(text);
        if (end >= 0)
            return end;
        _isPlainScript = true;
        return EndTag(text);
    }

    /// <summary>Within <c>&lt;!--</c> a script may hold another one with its end tag (sections 13.2.5.15 to 13.2.5.31).</summary>
    private static int EscapedScriptEnd(ReadOnlySpan<char> text)
    {
        var (isEscaped, isInner) = (false, false);
        for (var at = 0; text[at..].IndexOfAny('<', '-') is var found and >= 0; at++)
        {
            at += found;
            var rest = text[at..];
            if (rest.StartsWith("-->", StringComparison.Ordinal))
                isEscaped = isInner = false;
            else if (!isEscaped && rest.StartsWith("<!--", StringComparison.Ordinal))
                (isEscaped, at) = (true, at + 1);
            else if (isEscaped && !isInner && rest[0] == '<' && HtmlAttributes.StartsName(rest[1..], "script"))
                isInner = true;
            else if (rest.StartsWith("</", StringComparison.Ordinal) && HtmlAttributes.StartsName(rest[2..], "script"))
            {
                if (!isInner)
                    return at;
                isInner = false;
            }
        }
        return -1;
    }
}
