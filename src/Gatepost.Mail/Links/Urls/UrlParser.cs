using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Gatepost.Mail.Links.Urls;

/// <summary>
/// Parses as browsers do (WHATWG URL section 4.4). The standard's machine goes letter by letter; as <c>#</c> and then <c>?</c> end whatever stands before them in all of its states, cutting at them first comes to
/// the same, and the rest is a matter of slashes. Linear.
/// </summary>
internal static class UrlParser
{
    private static readonly SearchValues<char> Stripped = SearchValues.Create("\t\n\r");

    /// <summary>Null where browsers refuse it, or where it is relative and there is no base.</summary>
    public static WebUrl? Parse(string text, WebUrl? root = null)
    {
        var input = Clean(text);
        var fragment = Cut(ref input, '#');
        var scheme = SchemeOf(input);
        if (scheme is not null)
            input = input[(scheme.Length + 1)..];
        var queryText = Cut(ref input, '?');
        var parsed = scheme is null ? WithoutScheme(input, queryText, root) : WithScheme(scheme, input, queryText, fragment is not null, root);
        if (parsed is null)
            return null;
        if (queryText is not null)
            parsed = parsed with { Query = Encoded(queryText, parsed.IsSpecial ? PercentEncoding.SpecialQuery : PercentEncoding.Query) };
        return fragment is null ? parsed : parsed with { Fragment = Encoded(fragment, PercentEncoding.Fragment) };
    }

    private static ReadOnlySpan<char> Clean(string text)
    {
        var input = text.AsSpan();
        while (input.Length > 0 && input[0] <= ' ')
            input = input[1..];
        while (input.Length > 0 && input[^1] <= ' ')
            input = input[..^1];
        return !input.ContainsAny(Stripped) ? input : string.Concat(input.ToString().Where(letter => !Stripped.Contains(letter)));
    }

    private static string? Cut(ref ReadOnlySpan<char> input, char separator)
    {
        var at = input.IndexOf(separator);
        if (at < 0)
            return null;
        var rest = input[(at + 1)..].ToString();
        input = input[..at];
        return rest;
    }

    private static string? SchemeOf(ReadOnlySpan<char> input)
    {
        if (input.Length == 0 || !char.IsAsciiLetter(input[0]))
            return null;
        for (var index = 1; index < input.Length; index++)
        {
            if (input[index] == ':')
                return input[..index].ToString().ToLowerInvariant();
            if (!char.IsAsciiLetterOrDigit(input[index]) && input[index] is not ('+' or '-' or '.'))
                return null;
        }
        return null;
    }

    private static WebUrl? WithoutScheme(ReadOnlySpan<char> rest, string? query, WebUrl? root)
    {
        if (root is null)
            return null;
        if (root.HasOpaquePath)
            return rest.Length == 0 && query is null ? root with { Fragment = null } : null;
        return root.Scheme == "file" ? FileUrl.Parse(rest, query is not null, root) : Relative(rest, query is not null, root);
    }

    private static WebUrl? WithScheme(string scheme, ReadOnlySpan<char> rest, string? query, bool hasFragment, WebUrl? root)
    {
        if (scheme == "file")
            return FileUrl.Parse(rest, query is not null, root?.Scheme == "file" ? root : null);
        if (WebUrl.IsSpecialScheme(scheme))
            return root?.Scheme == scheme && !rest.StartsWith("//", StringComparison.Ordinal) ? Relative(rest, query is not null, root) : Authority(scheme, rest.TrimStart("/\\"));
        if (rest.StartsWith("//", StringComparison.Ordinal))
            return Authority(scheme, rest[2..]);
        if (rest.StartsWith('/'))
            return new WebUrl(scheme) { Path = UrlPath.Parse([], rest[1..], scheme) };
        var path = Encoded(rest, PercentEncoding.Control);
        // "If remaining starts with ? or #, append %20": a blank at the end would be lost.
        if (path.EndsWith(' ') && (query is not null || hasFragment))
            path = path[..^1] + "%20";
        return new WebUrl(scheme) { Path = [path], HasOpaquePath = true };
    }

    private static WebUrl? Relative(ReadOnlySpan<char> rest, bool hasQuery, WebUrl root)
    {
        var url = root with { Fragment = null };
        if (rest.Length > 0 && IsSlash(rest[0], root.IsSpecial))
        {
            var isAuthority = rest.Length > 1 && IsSlash(rest[1], root.IsSpecial);
            return isAuthority ? Authority(root.Scheme, root.IsSpecial ? rest.TrimStart("/\\") : rest[2..])
                : url with { Query = null, Path = UrlPath.Parse([], rest[1..], root.Scheme) };
        }
        if (rest.Length == 0)
            return hasQuery ? url with { Query = null } : url;
        return url with { Query = null, Path = UrlPath.Parse(UrlPath.Shorten(root.Path, root.Scheme), rest, root.Scheme) };
    }

    private static WebUrl? Authority(string scheme, ReadOnlySpan<char> rest)
    {
        var isSpecial = WebUrl.IsSpecialScheme(scheme);
        var end = isSpecial ? rest.IndexOfAny('/', '\\') : rest.IndexOf('/');
        var authority = end < 0 ? rest : rest[..end];
        var at = authority.LastIndexOf('@');
        var hostAndPort = authority[(at + 1)..];
        if (at >= 0 && hostAndPort.Length == 0)
            return null;
        if (!TrySplitPort(hostAndPort, scheme, out var hostText, out var port))
            return null;
        var host = hostText.Length == 0 && !isSpecial ? "" : UrlHost.Parse(hostText.ToString(), isSpecial);
        if (host is null || (host.Length == 0 && (isSpecial || at >= 0 || hostAndPort.Length > 0)))
            return null;
        var url = new WebUrl(scheme) { Host = host, Port = port };
        if (at >= 0)
            url = WithUser(url, authority[..at]);
        var path = end < 0 ? default : rest[(end + 1)..];
        return end < 0 && !isSpecial ? url : url with { Path = UrlPath.Parse([], path, scheme) };
    }

    private static WebUrl WithUser(WebUrl url, ReadOnlySpan<char> user)
    {
        var colon = user.IndexOf(':');
        return url with
        {
            User = Encoded(colon < 0 ? user : user[..colon], PercentEncoding.User),
            Password = colon < 0 ? "" : Encoded(user[(colon + 1)..], PercentEncoding.User),
        };
    }

    private static bool TrySplitPort(ReadOnlySpan<char> text, string scheme, out ReadOnlySpan<char> host, out int? port)
    {
        port = null;
        // A colon within brackets belongs to the address.
        var afterBracket = text.StartsWith('[') ? text.IndexOf(']') + 1 : 0;
        var colon = text[afterBracket..].IndexOf(':');
        host = colon < 0 ? text : text[..(afterBracket + colon)];
        if (colon < 0)
            return true;
        var digits = text[(afterBracket + colon + 1)..];
        if (host.Length == 0 || digits.ContainsAnyExceptInRange('0', '9'))
            return false;
        digits = digits.TrimStart('0');
        if (digits.Length > 5)
            return false;
        if (text.Length > afterBracket + colon + 1)
        {
            var number = digits.Length == 0 ? 0 : int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
            port = number == WebUrl.DefaultPort(scheme) ? null : number;
            return number <= 65_535;
        }
        return true;
    }

    private static bool IsSlash(char letter, bool isSpecial) => letter == '/' || (isSpecial && letter == '\\');

    private static string Encoded(ReadOnlySpan<char> text, SearchValues<char> kept)
    {
        if (!text.ContainsAnyExcept(kept))
            return text.ToString();
        var output = new StringBuilder(text.Length + 16);
        PercentEncoding.Append(output, text, kept);
        return output.ToString();
    }
}
