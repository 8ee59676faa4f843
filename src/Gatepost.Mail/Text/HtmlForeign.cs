using System.Collections.Frozen;

namespace Gatepost.Mail.Text;

/// <summary>
/// Whether the reader stands within SVG or MathML (HTML standard, section 13.2.6.5): there a <c>style</c> or <c>script</c> is an element as any, so that its missing end hides nothing. Tells by
/// a count and not by a tree: a page that nests HTML in SVG in HTML in SVG is taken for the innermost.
/// </summary>
internal struct HtmlForeign
{
    /// <summary>A start tag of these ends all SVG and MathML around it.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Breakouts = new[]
    {
        "b", "big", "blockquote", "body", "br", "center", "code", "dd", "div", "dl", "dt", "em", "embed", "h1", "h2", "h3", "h4", "h5", "h6", "head", "hr", "i", "img", "li", "listing", "menu",
        "meta", "nobr", "ol", "p", "pre", "ruby", "s", "small", "span", "strong", "strike", "sub", "sup", "table", "tt", "u", "ul", "var",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Within these HTML stands again.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Integrations = new[]
    {
        "foreignobject", "desc", "title", "mi", "mo", "mn", "ms", "mtext", "annotation-xml",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private int _depth;
    private int _outerDepth;

    public readonly bool IsInside => _depth > 0;

    public void StartTag(ReadOnlySpan<char> name, bool isClosed)
    {
        if (IsRoot(name))
            _depth += isClosed ? 0 : 1;
        else if (_depth == 0)
            return;
        else if (Breakouts.Contains(name))
            _depth = _outerDepth = 0;
        else if (Integrations.Contains(name) && !isClosed)
            (_outerDepth, _depth) = (_depth, 0);
    }

    public void EndTag(ReadOnlySpan<char> name)
    {
        if (IsRoot(name))
            (_depth, _outerDepth) = (Math.Max(0, Math.Max(_depth, _outerDepth) - 1), 0);
        else if (_outerDepth > 0 && Integrations.Contains(name))
            (_depth, _outerDepth) = (_outerDepth, 0);
        else if (_depth > 0 && (name.Equals("p", StringComparison.OrdinalIgnoreCase) || name.Equals("br", StringComparison.OrdinalIgnoreCase)))
            _depth = _outerDepth = 0;
    }

    private static bool IsRoot(ReadOnlySpan<char> name) =>
        name.Equals("svg", StringComparison.OrdinalIgnoreCase) || name.Equals("math", StringComparison.OrdinalIgnoreCase);
}
