using System.Buffers;

namespace Gatepost.Mail.Links;

/// <summary>
/// Links in plain text, where mail programs would make them clickable: with a scheme, with <c>www.</c>, or <c>mailto:</c>. Conservative: a bare <c>example.com</c> is a word, since a
/// false link would be rewritten or looked up.
/// </summary>
internal static class PlainTextLinks
{
    private static readonly SearchValues<string> Starts =
        SearchValues.Create(["http://", "https://", "ftp://", "www.", "mailto:", "hxxp://", "hxxps://"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<char> Ends = SearchValues.Create(
        " \t\r\n\f\v<>\"`{}|^\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u2028\u2029\u202f\u3000\u3001\u3002\uff0c\uff09\u300d\u300f\u00ab\u00bb\u201c\u201d");

    // The shortest of the starts.
    private const int ShortestStart = 4;

    /// <summary>Linear: what was a link is not looked at again, and how far a link goes is asked only where one begins.</summary>
    public static void Read(ReadOnlySpan<char> text, LinkCollection links, string part, CancellationToken cancellationToken)
    {
        var position = 0;
        while (!links.IsFull && text[position..].IndexOfAny(Starts) is var found and >= 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            position += found;
            if (!IsAtWordStart(text, position))
            {
                position += ShortestStart;
                continue;
            }
            // Within the same word there may be another: http://a.example/?u=http://b.example is one link.
            var length = text[position..].IndexOfAny(Ends) is var end and >= 0 ? end : text.Length - position;
            var link = Trim(text.Slice(position, length));
            if (IsLink(link))
                links.Add(link.ToString(), "text", part, null);
            position += length;
        }
    }

    private static bool IsAtWordStart(ReadOnlySpan<char> text, int start) => start == 0 || !char.IsAsciiLetterOrDigit(text[start - 1]);

    private static bool IsLink(ReadOnlySpan<char> link)
    {
        if (link.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            return link.IndexOf('@') is var at && at > "mailto:".Length && at < link.Length - 1;
        var colon = link.IndexOf("://", StringComparison.Ordinal);
        if (colon >= 0)
            return link.Length > colon + 3 && (char.IsLetterOrDigit(link[colon + 3]) || link[colon + 3] is '[' or '%' || link[colon + 3] > 0x7f);
        return link.Length > 4 && char.IsLetterOrDigit(link[4]) && link[4..].Contains('.');
    }

    /// <summary>Punctuation at the end belongs to the sentence; a closing bracket only where none was opened in the link.</summary>
    private static ReadOnlySpan<char> Trim(ReadOnlySpan<char> link)
    {
        var round = link.Count('(') - link.Count(')');
        var square = link.Count('[') - link.Count(']');
        while (link.Length > 0)
        {
            var last = link[^1];
            if (last == ')' && round < 0)
                round++;
            else if (last == ']' && square < 0)
                square++;
            else if (last is not ('.' or ',' or ';' or ':' or '!' or '?' or '\'' or '*' or '_' or '~'))
                break;
            link = link[..^1];
        }
        return link;
    }
}
