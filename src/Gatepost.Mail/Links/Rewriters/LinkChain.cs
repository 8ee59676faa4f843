using System.Collections.Immutable;
using Gatepost.Mail.Links.Urls;
using Gatepost.Mail.Text;

namespace Gatepost.Mail.Links.Rewriters;

/// <summary>Follows a link through all that it is wrapped in: entities and percent-encoding on top of it, dots that somebody defanged, rewriters and redirectors.</summary>
internal static class LinkChain
{
    /// <summary>Mail that was forwarded twice has been through four rewriters; what is deeper hides something, and its outer steps tell as much.</summary>
    private const int MaxSteps = 8;

    /// <summary>The links inside, from the outermost one; most links hold none.</summary>
    public static ImmutableArray<UnwrappedLink> Follow(string text, WebUrl? url)
    {
        ImmutableArray<UnwrappedLink>.Builder? steps = null;
        while ((steps?.Count ?? 0) < MaxSteps && Next(text, url) is { } inner && inner.Url != text)
        {
            (steps ??= ImmutableArray.CreateBuilder<UnwrappedLink>()).Add(inner);
            text = inner.Url;
            url = UrlParser.Parse(text);
        }
        return steps?.ToImmutable() ?? [];
    }

    private static UnwrappedLink? Next(string text, WebUrl? url) => Layer(text) ?? (url is null ? null : LinkRewriters.Unwrap(url));

    private static UnwrappedLink? Layer(string text)
    {
        if (text.Contains("&#", StringComparison.Ordinal) || text.Contains("&amp;", StringComparison.OrdinalIgnoreCase))
            return new UnwrappedLink("entities", HtmlEntities.DecodeAttribute(text));
        if (text.StartsWith("hxxp", StringComparison.OrdinalIgnoreCase) || text.Contains("[.]", StringComparison.Ordinal))
            return new UnwrappedLink("defanged", Fanged(text));
        return EncodedScheme(text) ? new UnwrappedLink("percent", PercentEncoding.Decode(text)) : null;
    }

    private static string Fanged(string text)
    {
        var url = text.StartsWith("hxxp", StringComparison.OrdinalIgnoreCase) ? string.Concat("http", text.AsSpan(4)) : text;
        return url.Replace("[.]", ".", StringComparison.Ordinal).Replace("[:]", ":", StringComparison.Ordinal);
    }

    /// <summary><c>http%3A%2F%2F</c>: no browser takes it for a scheme, but what unwraps a link hands it on so.</summary>
    private static bool EncodedScheme(string text)
    {
        var colon = text.AsSpan().IndexOfAny('%', ':');
        return colon > 0 && text[colon] == '%' && text.AsSpan(colon).StartsWith("%3a", StringComparison.OrdinalIgnoreCase) && text.AsSpan(0, colon).IndexOfAnyExcept(SchemeLetters) < 0;
    }

    private static readonly System.Buffers.SearchValues<char> SchemeLetters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");
}
