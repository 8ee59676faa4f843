using System.Buffers;

namespace Gatepost.Mail.Links;

/// <summary>
/// Links in plain text, where mail programs would make them clickable: with a scheme, with <c>www.</c>, or <c>mailto:</c>; and names without either whose last label is one of the Internet's
/// (<see cref="BareDomain"/>). Addresses of people without <c>mailto:</c> are no links: every quoted header holds some.
/// </summary>
internal static class PlainTextLinks
{
    private static readonly SearchValues<string> Starts =
        SearchValues.Create(["http://", "https://", "ftp://", "www.", "mailto:", "hxxp://", "hxxps://"], StringComparison.OrdinalIgnoreCase);

    // The shortest of the starts.
    private const int ShortestStart = 4;

    /// <summary>Linear: what was a link is not looked at again, and how far a link goes is asked only where one begins.</summary>
    public static void Read(ReadOnlySpan<char> text, LinkCollection links, string part, CancellationToken cancellationToken) => Read(text, links, "text", part, cancellationToken);

    /// <summary>The same for the text of another carrier.</summary>
    public static void Read(ReadOnlySpan<char> text, LinkCollection links, string carrier, string part, CancellationToken cancellationToken)
    {
        var (position, bareFrom) = (0, 0);
        while (!links.IsFull)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var found = text[position..].IndexOfAny(Starts);
            var start = found < 0 ? text.Length : position + found;
            if (found >= 0 && !IsAtWordStart(text, start))
            {
                position = start + ShortestStart;
                continue;
            }
            BareDomain.Read(text, bareFrom, start, links, carrier, part);
            if (found < 0)
                return;
            // Within the same word there may be another: http://a.example/?u=http://b.example is one link.
            var length = LinkEnd.Of(text[start..]);
            var link = LinkEnd.Trim(text.Slice(start, length));
            if (IsLink(link))
                links.Add(link.ToString(), carrier, part, null);
            position = bareFrom = start + Math.Max(length, ShortestStart);
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
}
