using System.Collections.Immutable;
using Gatepost.Mail.Links.Rewriters;
using Gatepost.Mail.Links.Suffixes;
using Gatepost.Mail.Links.Urls;
using Gatepost.Mail.Mime;

namespace Gatepost.Mail.Links;

/// <summary>What follows from the URL of a link: where it leads, and by which steps.</summary>
internal static class LinkFacts
{
    /// <param name="url">As the carrier has it.</param>
    /// <param name="carrier">Its name.</param>
    /// <param name="part">The path of the part.</param>
    /// <param name="shown">The words for it, or null.</param>
    /// <param name="isBare">It begins with a host and not with a scheme.</param>
    public static MessageLink Describe(string url, string carrier, string part, string? shown, bool isBare)
    {
        var whole = Completed(url, isBare);
        var parsed = UrlParser.Parse(whole);
        var chain = ImmutableArray.CreateRange(LinkChain.Follow(whole, parsed), Step);
        // A layer on top of the scheme hides the host of this very link, not of another one.
        var host = HostOf(whole, parsed) ?? (chain is [{ Kind: "percent" or "entities" or "defanged" } layer, ..] ? layer.Host : null);
        var domain = host is null ? null : PublicSuffixList.Current.Find(host);
        var (looksLike, mixesScripts) = Confusables.Of(host);
        var canonical = parsed?.ToString();
        return new MessageLink(url, host, carrier, part, shown)
        {
            // One string for both where they are the same, as most are.
            Canonical = canonical == url ? url : canonical,
            Domain = domain?.Name == host ? host : domain?.Name,
            IsPrivateSuffix = domain?.IsPrivate ?? false,
            LooksLike = looksLike,
            MixesScripts = mixesScripts,
            Chain = chain,
        };
    }

    private static LinkStep Step(UnwrappedLink inner)
    {
        var whole = Completed(inner.Url, isBare: false);
        var host = HostOf(whole, UrlParser.Parse(whole));
        return new LinkStep(inner.Kind, inner.Url, host, host is null ? null : PublicSuffixList.Current.Find(host)?.Name);
    }

    /// <summary>Mail programs put <c>http:</c> in front of what begins with two slashes or with <c>www.</c>, and so does who types a name.</summary>
    private static string Completed(string url, bool isBare)
    {
        if (url.StartsWith("//", StringComparison.Ordinal) || url.StartsWith("\\\\", StringComparison.Ordinal))
            return "http:" + url;
        return isBare || url.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? "http://" + url : url;
    }

    /// <summary>Where browsers refuse a URL, other programs go all the same: then what they read as its host.</summary>
    private static string? HostOf(string url, WebUrl? parsed)
    {
        // A name that ends in two dots is none in the DNS, and a browser's "1.." is another program's 0.0.0.1.
        if (parsed is not { IsSpecial: true, Host: { Length: > 0 } host } || host.EndsWith("..", StringComparison.Ordinal))
            return LinkHost.Of(url);
        var name = host.EndsWith('.') ? host[..^1] : host;
        return name.StartsWith('[') ? name[1..^1] : name.Length > 0 ? name : null;
    }
}
