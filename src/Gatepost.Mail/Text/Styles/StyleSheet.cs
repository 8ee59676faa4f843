using System.Buffers;

namespace Gatepost.Mail.Text.Styles;

/// <summary>
/// What the style elements of a page say of whole classes: <c>.preheader { display: none }</c>. Only selectors of one name (<c>p</c>, <c>.x</c>, <c>#x</c>, <c>p.x</c>) count, and nothing within <c>@media</c>: a rule that
/// holds for some screens only hides nothing for good.
/// </summary>
internal sealed class StyleSheet
{
    /// <summary>Newsletters have some 200 rules; what comes later is not heeded, so that text is taken for visible.</summary>
    private const int MaxRules = 2_000;

    /// <summary>Only the declarations of a rule that short are kept; the rest say nothing of hiding.</summary>
    private const int MaxRuleLength = 512;

    /// <summary>Characters of rules that one page makes us apply: a long rule for a tag that stands there a hundred thousand times is an attack. Newsletters come to 100,000.</summary>
    private const int MaxApplied = 2_097_152;

    private static readonly SearchValues<char> Combined = SearchValues.Create(" >+~:[*\t\r\n");

    private readonly Dictionary<string, string> _rules = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private int _applied;

    public StyleSheet() => _lookup = _rules.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Reads one style element. Linear.</summary>
    public void Read(ReadOnlySpan<char> css)
    {
        while (_rules.Count < MaxRules && css.IndexOf('{') is var open and >= 0)
        {
            var selectors = css[..open];
            var end = selectors.LastIndexOfAny(";>") + 1;
            selectors = selectors[end..].Trim();
            css = css[(open + 1)..];
            if (selectors.StartsWith('@') || selectors.Contains('@'))
            {
                css = css[BlockLength(css)..];
                continue;
            }
            var close = css.IndexOf('}');
            var body = close < 0 ? css : css[..close];
            css = close < 0 ? default : css[(close + 1)..];
            if (body.Length <= MaxRuleLength && MayHide(body))
                Add(selectors, body.ToString());
        }
    }

    /// <summary>The look of an element by the rules for its name, its classes and its id.</summary>
    public TextStyle Apply(TextStyle style, ReadOnlySpan<char> name, ReadOnlySpan<char> classes, ReadOnlySpan<char> id)
    {
        if (_rules.Count == 0 || _applied > MaxApplied)
            return style;
        if (_lookup.TryGetValue(name, out var rule))
            style = With(style, rule);
        // More classes than this on one element is nobody's page.
        var left = 16;
        foreach (var range in classes.SplitAny(" \t\r\n"))
        {
            if (classes[range].Length == 0)
                continue;
            if (left-- == 0)
                break;
            if (Find('.', classes[range]) is { } ofClass)
                style = With(style, ofClass);
        }
        return id.Length > 0 && Find('#', id) is { } ofId ? With(style, ofId) : style;
    }

    private TextStyle With(TextStyle style, string rule)
    {
        _applied += rule.Length;
        return style.With(rule);
    }

    private string? Find(char mark, ReadOnlySpan<char> name)
    {
        if (name.Length > 127)
            return null;
        Span<char> key = stackalloc char[128];
        key[0] = mark;
        name.CopyTo(key[1..]);
        return _lookup.TryGetValue(key[..(name.Length + 1)], out var rule) ? rule : null;
    }

    private void Add(ReadOnlySpan<char> selectors, string body)
    {
        foreach (var range in selectors.Split(','))
        {
            var selector = selectors[range].Trim();
            // "p.x" is taken as ".x": the class is what tells.
            var mark = selector.IndexOfAny('.', '#');
            selector = mark > 0 ? selector[mark..] : selector;
            if (selector.Length is > 0 and < 128 && !selectors[range].Trim().ContainsAny(Combined) && selector[1..].IndexOfAny('.', '#') < 0 && _rules.Count < MaxRules)
                _rules[selector.ToString()] = _rules.TryGetValue(selector.ToString(), out var before) && before.Length < MaxRuleLength ? $"{before};{body}" : body;
        }
    }

    private static bool MayHide(ReadOnlySpan<char> body) =>
        body.Contains("color", StringComparison.OrdinalIgnoreCase) || body.Contains("display", StringComparison.OrdinalIgnoreCase) || body.Contains("visibility", StringComparison.OrdinalIgnoreCase)
        || body.Contains("opacity", StringComparison.OrdinalIgnoreCase) || body.Contains("font", StringComparison.OrdinalIgnoreCase) || body.Contains("overflow", StringComparison.OrdinalIgnoreCase)
        || body.Contains("position", StringComparison.OrdinalIgnoreCase) || body.Contains("mso-hide", StringComparison.OrdinalIgnoreCase) || body.Contains("background", StringComparison.OrdinalIgnoreCase)
        || body.Contains("indent", StringComparison.OrdinalIgnoreCase);

    /// <summary>To behind the bracket that closes a block of blocks.</summary>
    private static int BlockLength(ReadOnlySpan<char> css)
    {
        var depth = 1;
        for (var at = 0; css[at..].IndexOfAny('{', '}') is var found and >= 0; at++)
        {
            at += found;
            depth += css[at] == '{' ? 1 : -1;
            if (depth == 0)
                return at + 1;
        }
        return css.Length;
    }
}
