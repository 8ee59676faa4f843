using System.Buffers;
using Gatepost.Mail.Links.Suffixes;

namespace Gatepost.Mail.Links;

/// <summary>How far a link goes in plain text: to what no link holds, to a bracket that the text around it opened, and never with the punctuation of the sentence.</summary>
internal static class LinkEnd
{
    private static readonly SearchValues<char> Ends = SearchValues.Create(
        " \t\r\n\f\v<>\"`|^\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u2028\u2029\u202f\u3000\u3001\u3002\uff0c\uff08\uff09\uff01\uff1a\uff1b\uff1f\uff5c"
        + "\u300a\u300b\u300c\u300d\u300e\u300f\u3010\u3011\u00ab\u00bb\u201c\u201d\u060c");

    private static readonly SearchValues<char> EndsOrBrackets = SearchValues.Create(
        " \t\r\n\f\v<>\"`|^\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u2028\u2029\u202f\u3000\u3001\u3002\uff0c\uff08\uff09\uff01\uff1a\uff1b\uff1f\uff5c"
        + "\u300a\u300b\u300c\u300d\u300e\u300f\u3010\u3011\u00ab\u00bb\u201c\u201d\u060c()[]{}");

    private const string Punctuation = ".,;:!?*_~([{\u2019\u2026\u00b7\u0387\u061b\u061f\u0964\u0965";

    // No host holds these, whatever stands in front of it.
    private static readonly SearchValues<char> HostEnds = SearchValues.Create("/\\?#(){},;");

    /// <summary>True for what no link holds.</summary>
    public static bool IsEnd(char letter) => Ends.Contains(letter);

    /// <summary>Characters of the link that the text begins with. A bracket that closes what the link did not open ends it.</summary>
    public static int Of(ReadOnlySpan<char> text)
    {
        var (round, square, curly) = (0, 0, 0);
        var position = 0;
        while (position < text.Length && text[position..].IndexOfAny(EndsOrBrackets) is var found and >= 0)
        {
            position += found;
            ref var depth = ref round;
            if (text[position] is '[' or ']')
                depth = ref square;
            else if (text[position] is '{' or '}')
                depth = ref curly;
            else if (text[position] is not ('(' or ')'))
                return AfterHost(text[..position]);
            depth += text[position] is '(' or '[' or '{' ? 1 : -1;
            if (depth < 0)
                return AfterHost(text[..position]);
            position++;
        }
        return AfterHost(text);
    }

    /// <summary>Punctuation at the end belongs to the sentence, and so does a bracket that nothing closes.</summary>
    public static ReadOnlySpan<char> Trim(ReadOnlySpan<char> link)
    {
        var trimmed = link.TrimEnd(Punctuation);
        // A quote that the link itself opened is its own.
        if (!trimmed.EndsWith('\'') || trimmed.Count('\'') % 2 == 0)
            return trimmed;
        return trimmed[..^1].TrimEnd(Punctuation);
    }

    /// <summary>
    /// The host ends where a bracket or comma stands, and where Chinese, Japanese or Korean words touch a known last label: <c>http://www.example.com请登录</c>. In a path they are letters as any.
    /// </summary>
    private static int AfterHost(ReadOnlySpan<char> link)
    {
        var scheme = link.IndexOf("://", StringComparison.Ordinal) is var colon and >= 0 ? colon + 3 : 0;
        var length = link[scheme..].IndexOfAny(HostEnds);
        var host = length < 0 ? link[scheme..] : link.Slice(scheme, length);
        var last = host[(host.LastIndexOf('.') + 1)..];
        var ascii = last.IndexOfAnyExceptInRange('\0', '\u007f');
        if (ascii > 0 && EastAsian.IsLetter(last[ascii]) && PublicSuffixList.Current.IsTopLevel(last[..ascii]))
            return scheme + host.Length - last.Length + ascii;
        return length >= 0 && link[scheme + length] is '(' or ')' or '{' or '}' or ',' or ';' && !host.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? scheme + length : link.Length;
    }
}
