using System.Collections.Frozen;
using Gatepost.Mail.Links.Urls;

namespace Gatepost.Mail.Links.Rewriters;

/// <summary>
/// Redirectors whom nobody has listed: a whole web address as the value of a parameter that is named as one (<c>?url=https://...</c>), or behind the path of the link (<c>/https://...</c>). A page that is only told
/// where the reader came from has the same form; so this says where a link may lead, and the link itself stays in the list.
/// </summary>
internal sealed class EmbeddedUrlRewriter : ILinkRewriter
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Names = new[]
    {
        "url", "u", "q", "to", "target", "dest", "destination", "link", "goto", "go", "out", "next", "continue", "redirect", "redirect_to", "redirect_url", "redirect_uri", "redirecturl", "redir", "return", "returnurl",
        "return_url", "returnto", "rurl", "uri", "href", "location", "adurl", "murl", "lnk", "ref_url", "service", "r", "l", "p", "d", "z",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    public UnwrappedLink? Unwrap(WebUrl url)
    {
        foreach (var range in url.Query.AsSpan().Split('&'))
        {
            var pair = url.Query.AsSpan(range);
            var equals = pair.IndexOf('=');
            if (equals > 0 && MayBeWeb(pair[(equals + 1)..]) && Names.Contains(pair[..equals]) && Web(PercentEncoding.Decode(pair[(equals + 1)..].ToString())) is { } inner)
                return new UnwrappedLink("redirect", inner);
        }
        return InPath(url) is { } address ? new UnwrappedLink("redirect", address) : null;
    }

    /// <summary><c>https://r.example/https://a.example/?x=1</c>: the query belongs to what is inside.</summary>
    private static string? InPath(WebUrl url)
    {
        var path = url.PathText;
        var at = path.IndexOf("/http", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return null;
        var inner = path[(at + 1)..];
        var isEncoded = !inner.Contains(":/", StringComparison.Ordinal);
        if (isEncoded)
            return Web(PercentEncoding.Decode(inner));
        return Web(url.Query is null ? inner : $"{inner}?{url.Query}");
    }

    private static bool MayBeWeb(ReadOnlySpan<char> value) => value.Length > 10 && (value[0] | 0x20) is 'h' or '%';

    private static string? Web(string text) =>
        (text.StartsWith("http:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("http%3a", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("https%3a", StringComparison.OrdinalIgnoreCase)) && text.Length > 8 ? text : null;
}
