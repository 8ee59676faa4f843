using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using Gatepost.Mail.Links;

namespace Gatepost.Mail.Text;

/// <summary>Turns HTML into the text that a reader sees, and reports the links on the way.</summary>
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
    public static string Read(ReadOnlySpan<char> html, HtmlLinks links, CancellationToken cancellationToken)
    {
        var tokens = new HtmlTokenizer(html);
        var output = new StringBuilder(Math.Min(html.Length, 65_536));
        while (tokens.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (tokens.Kind == HtmlTokenKind.Text)
            {
                AppendText(output, tokens.Content);
                continue;
            }
            if (IsCell(tokens.Name))
                Separate(output, ' ');
            else if (Blocks.Contains(tokens.Name))
                Separate(output, '\n');
            if (tokens.Kind == HtmlTokenKind.StartTag)
                links.StartTag(tokens.Name, tokens.Content, output);
            else
                links.EndTag(tokens.Name, output);
        }
        links.Finish(output);
        return output.ToString().Trim();
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
