using System.Text;
using Gatepost.Mail.Links.Urls;
using Gatepost.Mail.Text;

namespace Gatepost.Mail.Links.Rewriters;

/// <summary>URL Defense of Proofpoint in its three versions, as their own published decoder does it.</summary>
internal sealed class ProofpointRewriter : ILinkRewriter
{
    private const string RunLengths = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private const string ThirdMark = "/v3/__";

    public UnwrappedLink? Unwrap(WebUrl url)
    {
        if (url.Host is not ("urldefense.com" or "urldefense.us" or "urldefense.proofpoint.com"))
            return null;
        var path = url.PathText;
        var inner = path switch
        {
            "/v1/url" => First(url.Query),
            "/v2/url" => Second(url.Query),
            _ when path.StartsWith(ThirdMark, StringComparison.Ordinal) => Third(url.ToString()),
            _ => null,
        };
        return inner is null ? null : new UnwrappedLink("proofpoint", inner);
    }

    /// <summary>Percent-encoded, entities kept from the HTML.</summary>
    private static string? First(string? query) => UrlQuery.Value(query, "u") is { Length: > 0 } value ? HtmlEntities.DecodeAttribute(value) : null;

    /// <summary><c>-3A</c> for <c>%3A</c> and <c>_</c> for <c>/</c>.</summary>
    private static string? Second(string? query) => UrlQuery.Raw(query, "u") is { Length: > 0 } value
        ? HtmlEntities.DecodeAttribute(PercentEncoding.Decode(value.Replace('-', '%').Replace('_', '/')))
        : null;

    /// <summary><c>/v3/__URL__;OCTETS!</c>: what was changed in the URL is a star, and stands in base64 behind it.</summary>
    private static string? Third(string text)
    {
        var start = text.IndexOf(ThirdMark, StringComparison.Ordinal) + ThirdMark.Length;
        var end = text.IndexOf("__;", start, StringComparison.Ordinal);
        var close = end < 0 ? -1 : text.IndexOf('!', end);
        if (close < 0)
            return null;
        // Some programs make one slash of two.
        var url = PercentEncoding.Decode(WithBothSlashes(text[start..end]));
        var encoded = Encoding.ASCII.GetBytes(text[(end + 3)..close]);
        var octets = new byte[encoded.Length];
        var length = TolerantBase64.Decode(encoded, octets);
        return Fill(url, Encoding.UTF8.GetString(octets, 0, length));
    }

    private static string WithBothSlashes(string url)
    {
        var slash = url.IndexOf(":/", StringComparison.Ordinal);
        return slash > 0 && slash + 2 < url.Length && url[slash + 2] != '/' ? url.Insert(slash + 1, "/") : url;
    }

    private static string Fill(string url, string changed)
    {
        var output = new StringBuilder(url.Length + changed.Length);
        var used = 0;
        for (var index = 0; index < url.Length; index++)
        {
            if (url[index] != '*')
            {
                output.Append(url[index]);
                continue;
            }
            var count = 1;
            // "**B" stands for a run of three: the letter says how long, from two on.
            if (index + 2 < url.Length && url[index + 1] == '*' && RunLengths.IndexOf(url[index + 2], StringComparison.Ordinal) is var run and >= 0)
            {
                count = run + 2;
                index += 2;
            }
            count = Math.Min(count, changed.Length - used);
            output.Append(changed, used, count);
            used += count;
        }
        return output.ToString();
    }
}
