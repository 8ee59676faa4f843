using System.Collections.Frozen;
using Gatepost.Mail.Text;

namespace Gatepost.Mail.Text.Styles;

/// <summary>
/// The open elements of a page and the look of each: whether the text that comes next is seen. No tree: a stack that is as deep as mail programs go, where elements that nobody closes are dropped as browsers drop them,
/// roughly.
/// </summary>
internal sealed class ElementStyles(StyleSheet sheet)
{
    /// <summary>Browsers stop at 512 (their parsers flatten what is deeper), and layouts of newsletters come to a hundred. What is deeper looks like what it is in.</summary>
    private const int MaxDepth = 512;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Void = new[]
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "basefont", "bgsound", "frame", "keygen",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Those whose end tag may be left out; the same one, or a sibling, ends them.</summary>
    private static readonly FrozenDictionary<string, string[]>.AlternateLookup<ReadOnlySpan<char>> Siblings = new Dictionary<string, string[]>
    {
        ["li"] = ["li"], ["p"] = ["p"], ["div"] = ["p"], ["table"] = ["p"], ["ul"] = ["p"], ["ol"] = ["p"], ["h1"] = ["p"], ["h2"] = ["p"], ["h3"] = ["p"], ["hr"] = ["p"], ["form"] = ["p"], ["pre"] = ["p"],
        ["blockquote"] = ["p"], ["center"] = ["p"], ["dd"] = ["dd", "dt"], ["dt"] = ["dd", "dt"], ["td"] = ["td", "th"], ["th"] = ["td", "th"], ["tr"] = ["td", "th", "tr"], ["tbody"] = ["td", "th", "tr", "tbody", "thead"],
        ["option"] = ["option"],
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly List<OpenElement> _open = [];
    private readonly Dictionary<int, int> _counts = [];
    private TextStyle _style = TextStyle.OfPage;
    private int _deeper;

    /// <summary>True where a reader does not see the text that comes next.</summary>
    public bool IsHidden { get; private set; }

    public void StartTag(ReadOnlySpan<char> name, ReadOnlySpan<char> attributes)
    {
        if (Siblings.TryGetValue(name, out var ended))
            CloseSiblings(ended);
        if (Void.Contains(name) || attributes.EndsWith('/') && name.Contains(':'))
            return;
        if (_open.Count == MaxDepth)
        {
            _deeper++;
            return;
        }
        var hash = Hash(name);
        _open.Add(new OpenElement(hash, _style));
        _counts[hash] = _counts.GetValueOrDefault(hash) + 1;
        Enter(StyleOf(name, attributes));
    }

    public void EndTag(ReadOnlySpan<char> name)
    {
        if (_deeper > 0)
        {
            _deeper--;
            return;
        }
        // Without the count, end tags that end nothing would each look through the whole stack.
        var hash = Hash(name);
        if (_counts.GetValueOrDefault(hash) == 0)
            return;
        while (Pop() != hash)
        {
        }
    }

    private void CloseSiblings(string[] names)
    {
        while (_deeper == 0 && _open.Count > 0 && Array.Exists(names, name => Hash(name) == _open[^1].Name))
            Pop();
    }

    private int Pop()
    {
        var last = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        if (--_counts[last.Name] == 0)
            _counts.Remove(last.Name);
        Enter(last.Before);
        return last.Name;
    }

    private void Enter(TextStyle style)
    {
        _style = style;
        IsHidden = style.IsHidden;
    }

    private TextStyle StyleOf(ReadOnlySpan<char> name, ReadOnlySpan<char> attributes)
    {
        var style = _style;
        if (name.Equals("template", StringComparison.OrdinalIgnoreCase) || name.Equals("datalist", StringComparison.OrdinalIgnoreCase))
            style = style with { IsGone = true };
        if (attributes.Length == 0)
            return sheet.Apply(style, name, default, default);
        var isBody = name.Equals("body", StringComparison.OrdinalIgnoreCase);
        string? own = null;
        ReadOnlySpan<char> classes = default, id = default;
        var reader = new HtmlAttributes(attributes);
        while (reader.Read())
        {
            if (Is(reader.Name, "style"))
                own ??= HtmlEntities.DecodeAttribute(reader.Value);
            else if (Is(reader.Name, "class"))
                classes = reader.Value;
            else if (Is(reader.Name, "id"))
                id = reader.Value;
            else if (Is(reader.Name, "hidden"))
                style = style with { IsGone = true };
            else if (Is(reader.Name, "bgcolor"))
                style = style.WithBackground(reader.Value);
            else if (Is(reader.Name, "background"))
                style = style with { Background = null };
            else if (Is(reader.Name, isBody ? "text" : "color"))
                style = style.WithColor(reader.Value);
        }
        return sheet.Apply(style, name, classes, id).With(own);
    }

    private static bool Is(ReadOnlySpan<char> text, ReadOnlySpan<char> word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);

    private static int Hash(ReadOnlySpan<char> name) => string.GetHashCode(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>One element: the hash of its name (two that fall together end each other, which is no harm), and the look outside of it.</summary>
    private readonly record struct OpenElement(int Name, TextStyle Before);
}
