using Gatepost.Mail.Links.Urls;

namespace Gatepost.Mail.Links.Rewriters;

/// <summary>Parameters of a query (WHATWG URL section 5.1).</summary>
internal static class UrlQuery
{
    /// <summary>The first value of a name, as it stands and not decoded; null where there is none. Names are compared without case.</summary>
    public static string? Raw(string? query, string name)
    {
        foreach (var range in query.AsSpan().Split('&'))
        {
            var pair = query.AsSpan(range);
            if (pair.Length > name.Length && pair[name.Length] == '=' && pair.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                return pair[(name.Length + 1)..].ToString();
        }
        return null;
    }

    /// <summary>The same, decoded.</summary>
    public static string? Value(string? query, string name) => Raw(query, name) is { } raw ? PercentEncoding.Decode(raw) : null;
}
