using System.Buffers;

namespace Gatepost.Extraction.Formats;

/// <summary>
/// Links in the text of a document that was laid out: a line ends where the page does, so a link that runs up to the end of a line and goes on in the next is given twice, as it stands and joined.
/// </summary>
internal static class UrlsInText
{
    private static readonly SearchValues<string> Starts =
        SearchValues.Create(["http://", "https://", "ftp://", "www.", "mailto:", "hxxp://", "hxxps://"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<char> Ends = SearchValues.Create(
        " \t\r\n\f\v<>\"`{}|^\\\u00a0\u2002\u2003\u2009\u200b\u2028\u2029\u202f\u3000\u3001\u3002\uff0c\uff09\u300d\u300f\u00ab\u00bb\u201c\u201d");

    private const int ShortestStart = 4;
    // Longer ones are no links that anybody types or sends.
    private const int MaxCharacters = 8_192;
    private const int MaxLines = 6;

    /// <summary>The links, in order. Linear: each character is part of one link at most.</summary>
    public static IEnumerable<string> Find(string text)
    {
        var position = 0;
        while (position < text.Length && text.AsSpan(position).IndexOfAny(Starts) is var found and >= 0)
        {
            position += found;
            if (position > 0 && char.IsAsciiLetterOrDigit(text[position - 1]))
            {
                position += ShortestStart;
                continue;
            }
            var end = EndOf(text, position);
            var single = Trim(text[position..Math.Min(end, position + MaxCharacters)]);
            if (IsLink(single))
                yield return single;
            var (joined, next) = Join(text, position, end);
            if (joined is not null && Trim(joined) is var whole && whole != single && IsLink(whole))
                yield return whole;
            position = next;
        }
    }

    private static int EndOf(string text, int start) => text.AsSpan(start).IndexOfAny(Ends) is var length and >= 0 ? start + length : text.Length;

    private static (string? Joined, int Next) Join(string text, int start, int end)
    {
        string? joined = null;
        for (var lines = 0; lines < MaxLines && end + 1 < text.Length && text[end] == '\n' && end - start < MaxCharacters; lines++)
        {
            var nextEnd = EndOf(text, end + 1);
            var next = text[(end + 1)..nextEnd];
            if (!GoesOn(text[end - 1], next))
                break;
            joined = (joined ?? text[start..end]) + next;
            end = nextEnd;
        }
        return (joined, end);
    }

    /// <summary>Conservative: the link breaks after a mark that no link and no sentence ends with, or what follows looks like the rest of a path.</summary>
    private static bool GoesOn(char last, string next)
    {
        if (next.Length is 0 or > MaxCharacters || next.AsSpan().IndexOfAny(Starts) == 0 || !(char.IsLetterOrDigit(next[0]) || next[0] is '/' or '?' or '&' or '=' or '%' or '#' or '-' or '_' or '~' or '.'))
            return false;
        return last is '/' or '-' or '=' or '&' or '?' or '%' or '_' or '#' || next[0] is '/' or '?' or '&' or '=' or '%' or '#' || next.AsSpan().IndexOfAny("/=&%") >= 0;
    }

    private static bool IsLink(string link)
    {
        if (link.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            return link.IndexOf('@', StringComparison.Ordinal) is var at && at > "mailto:".Length && at < link.Length - 1;
        var colon = link.IndexOf("://", StringComparison.Ordinal);
        var host = colon >= 0 ? link.AsSpan(colon + 3) : link.AsSpan(Math.Min(4, link.Length));
        return host.Length > 0 && (char.IsLetterOrDigit(host[0]) || host[0] is '[' or '%') && (colon >= 0 || host.Contains('.'));
    }

    private static string Trim(string link)
    {
        var span = link.AsSpan();
        while (span.Length > 0)
        {
            var last = span[^1];
            var isOpened = (last == ')' && span.Count('(') >= span.Count(')')) || (last == ']' && span.Count('[') >= span.Count(']'));
            if (isOpened || last is not ('.' or ',' or ';' or ':' or '!' or '?' or '\'' or '*' or '_' or '~' or ')' or ']'))
                break;
            span = span[..^1];
        }
        return span.ToString();
    }
}
