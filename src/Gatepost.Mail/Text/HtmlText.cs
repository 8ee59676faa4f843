using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using Gatepost.Mail.Links;
using Gatepost.Mail.Text.Styles;

namespace Gatepost.Mail.Text;

/// <summary>Turns HTML into the text that a reader sees and the text that is kept from him, and reports the links on the way.</summary>
internal static class HtmlText
{
    private static readonly SearchValues<char> Space = SearchValues.Create(" \t\r\n\f");

    /// <summary>Elements that begin and end a line; all others run on.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Blocks = new[]
    {
        "address", "article", "aside", "blockquote", "body", "br", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure",
        "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "option", "p", "pre", "section",
        "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Linear in the length of the HTML.</summary>
    public static HtmlTexts Read(ReadOnlySpan<char> html, HtmlLinks links, CancellationToken cancellationToken)
    {
        var tokens = new HtmlTokenizer(html);
        var (shown, hidden) = (new StringBuilder(Math.Min(html.Length, 65_536)), new StringBuilder());
        var sheet = new StyleSheet();
        var elements = new ElementStyles(sheet);
        var isStyle = false;
        while (tokens.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (tokens.Kind)
            {
                case HtmlTokenKind.Text:
                    // Within SVG a style is an element as any, and its text a text.
                    if (isStyle)
                        links.Style(tokens.Content);
                    AppendText(elements.IsHidden ? hidden : shown, tokens.Content);
                    break;
                case HtmlTokenKind.Style:
                    sheet.Read(tokens.Content);
                    links.Style(tokens.Content);
                    break;
                case HtmlTokenKind.Comment:
                    AppendComment(hidden, tokens.Content);
                    break;
                default:
                    ReadTag(ref tokens, links, elements, shown, hidden);
                    break;
            }
            isStyle = tokens.Kind == HtmlTokenKind.StartTag && tokens.Name.Equals("style", StringComparison.OrdinalIgnoreCase);
        }
        links.Finish(shown);
        return new HtmlTexts(shown.ToString().Trim(), hidden.ToString().Trim());
    }

    private static void ReadTag(ref HtmlTokenizer tokens, HtmlLinks links, ElementStyles elements, StringBuilder shown, StringBuilder hidden)
    {
        var wasHidden = elements.IsHidden;
        if (IsCell(tokens.Name))
            Separate(wasHidden ? hidden : shown, ' ');
        else if (Blocks.Contains(tokens.Name))
            Separate(wasHidden ? hidden : shown, '\n');
        if (tokens.Kind == HtmlTokenKind.StartTag)
        {
            links.StartTag(tokens.Name, tokens.Content, shown);
            elements.StartTag(tokens.Name, tokens.Content);
        }
        else
        {
            links.EndTag(tokens.Name, shown);
            elements.EndTag(tokens.Name);
        }
        // Two hidden texts with something between them are two.
        if (elements.IsHidden && !wasHidden)
            Separate(hidden, '\n');
    }

    private static void AppendComment(StringBuilder hidden, ReadOnlySpan<char> comment)
    {
        Separate(hidden, '\n');
        AppendText(hidden, comment.Trim());
        Separate(hidden, '\n');
    }

    private static bool IsCell(ReadOnlySpan<char> name) =>
        name.Length == 2 && (name[0] | 0x20) == 't' && ((name[1] | 0x20) is 'd' or 'h');

    private static void Separate(StringBuilder output, char separator)
    {
        if (output.Length == 0 || output[^1] == '\n')
            return;
        if (output[^1] != ' ')
            output.Append(separator);
        else
            output[^1] = separator;
    }

    /// <summary>Runs of white space become one space, as they are shown.</summary>
    private static void AppendText(StringBuilder output, ReadOnlySpan<char> text)
    {
        while (text.Length > 0)
        {
            var space = text.IndexOfAny(Space);
            var word = space < 0 ? text : text[..space];
            HtmlEntities.AppendDecoded(output, word);
            if (space < 0)
                return;
            if (output.Length > 0 && output[^1] is not (' ' or '\n'))
                output.Append(' ');
            text = text[space..];
            text = text[(text.IndexOfAnyExcept(Space) is var next and >= 0 ? next : text.Length)..];
        }
    }
}

/// <summary>The texts of a page.</summary>
/// <param name="Shown">What a reader sees.</param>
/// <param name="Hidden">What he does not: invisible by its style, or a comment. A line each.</param>
internal sealed record HtmlTexts(string Shown, string Hidden);
