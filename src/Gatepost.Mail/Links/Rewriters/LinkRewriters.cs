using System.Collections.Immutable;
using Gatepost.Mail.Links.Urls;

namespace Gatepost.Mail.Links.Rewriters;

/// <summary>All that can be unwrapped, the exact ones first. A rewriter of ours gets its line here.</summary>
internal static class LinkRewriters
{
    private static readonly ImmutableArray<ILinkRewriter> All = [new ProofpointRewriter(), new ParameterRewriter(), new EmbeddedUrlRewriter()];

    /// <summary>The link within, or null.</summary>
    public static UnwrappedLink? Unwrap(WebUrl url)
    {
        if (!url.IsWeb)
            return null;
        foreach (var rewriter in All)
        {
            if (rewriter.Unwrap(url) is { } inner)
                return inner;
        }
        return null;
    }
}
