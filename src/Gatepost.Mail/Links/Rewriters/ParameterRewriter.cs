using System.Collections.Immutable;
using System.Text;
using Gatepost.Mail.Links.Urls;

namespace Gatepost.Mail.Links.Rewriters;

/// <summary>The rewriters and redirectors that hold the address in one parameter: who they are, and which.</summary>
internal sealed class ParameterRewriter : ILinkRewriter
{
    private static readonly ImmutableArray<KnownParameter> Known =
    [
        new("safe-links", "safelinks.protection.outlook.com", "/", "url"),
        new("safe-links", "safelinks.protection.office365.us", "/", "url"),
        new("safe-links", "safelinks.protection.partner.outlook.cn", "/", "url"),
        new("safe-links", "statics.teams.cdn.office.net", "/evergreen-assets/safelinks/", "url"),
        new("barracuda", "linkprotect.cudasvc.com", "/url", "a"),
        // Of the newer forms only the domain stands in the link; the rest is on their server.
        new("mimecast", "mimecastprotect.com", "/", "domain", ParameterForm.Host),
        new("mimecast", "mimecast.com", "/", "domain", ParameterForm.Host),
        new("sophos", "protection.sophos.com", "/", "u", ParameterForm.Base64),
        new("sophos", "protection.sophos.com", "/", "d", ParameterForm.Host),
        new("trend-micro", "trendmicro.com", "/wis/clicktime/", "url"),
        new("fireeye", "fireeye.com", "/", "u"),
        new("symantec", "clicktime.symantec.com", "/", "u"),
        new("trustwave", "scanmail.trustwave.com", "/", "u"),
        new("google", "google.com", "/url", "q"),
        new("google", "google.com", "/url", "url"),
        new("google", "googleadservices.com", "/pagead/aclk", "adurl"),
        new("bing", "bing.com", "/ck/a", "u", ParameterForm.Base64),
        new("youtube", "youtube.com", "/redirect", "q"),
        new("facebook", "facebook.com", "/l.php", "u"),
        new("linkedin", "linkedin.com", "/redir/", "url"),
        new("vk", "vk.com", "/away.php", "to"),
        new("duckduckgo", "duckduckgo.com", "/l/", "uddg"),
        new("slack", "slack-redir.net", "/link", "url"),
        new("steam", "steamcommunity.com", "/linkfilter/", "url"),
    ];

    public UnwrappedLink? Unwrap(WebUrl url)
    {
        if (url.Query is null)
            return null;
        foreach (var known in Known)
        {
            if (IsAt(url.Host!, known.Host) && url.PathText.StartsWith(known.Path, StringComparison.OrdinalIgnoreCase)
                && UrlQuery.Value(url.Query, known.Parameter) is { Length: > 0 } value && Read(value, known.Form) is { } inner)
                return new UnwrappedLink(known.Kind, inner);
        }
        return null;
    }

    private static bool IsAt(string host, string suffix) =>
        host.EndsWith(suffix, StringComparison.Ordinal) && (host.Length == suffix.Length || host[host.Length - suffix.Length - 1] == '.');

    private static string? Read(string value, ParameterForm form) => form switch
    {
        ParameterForm.Base64 => FromBase64(value),
        ParameterForm.Host => value.Contains('/', StringComparison.Ordinal) ? value : $"http://{value}/",
        _ => value,
    };

    /// <summary>With or without padding, of either alphabet; Bing writes <c>a1</c> in front.</summary>
    private static string? FromBase64(string value)
    {
        var text = value.StartsWith("a1", StringComparison.Ordinal) ? value[2..] : value;
        var standard = text.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        var octets = new byte[standard.Length];
        var padded = standard.PadRight((standard.Length + 3) / 4 * 4, '=');
        return Convert.TryFromBase64String(padded, octets, out var length) && Encoding.UTF8.GetString(octets, 0, length) is var url && UrlParser.Parse(url) is not null ? url : null;
    }
}

/// <summary>Whose parameter it is.</summary>
/// <param name="Kind">The name in the chain.</param>
/// <param name="Host">The host or its end.</param>
/// <param name="Path">The beginning of the path.</param>
/// <param name="Parameter">The name of the parameter.</param>
/// <param name="Form">How it is written.</param>
internal sealed record KnownParameter(string Kind, string Host, string Path, string Parameter, ParameterForm Form = ParameterForm.Plain);

/// <summary>How a parameter holds an address.</summary>
internal enum ParameterForm
{
    /// <summary>Percent-encoded.</summary>
    Plain = 0,

    /// <summary>In base64.</summary>
    Base64,

    /// <summary>The host alone.</summary>
    Host,
}
