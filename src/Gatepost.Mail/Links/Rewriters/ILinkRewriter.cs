using Gatepost.Mail.Links.Urls;

namespace Gatepost.Mail.Links.Rewriters;

/// <summary>One way in which links are wrapped in links of somebody else, and back.</summary>
internal interface ILinkRewriter
{
    /// <summary>The link within, and the name of the way; null where it is none of these. What is inside is read, never fetched.</summary>
    UnwrappedLink? Unwrap(WebUrl url);
}

/// <summary>What was wrapped.</summary>
/// <param name="Kind"><c>safe-links</c>, <c>proofpoint</c>, <c>redirect</c>, ...</param>
/// <param name="Url">As it stood inside.</param>
internal sealed record UnwrappedLink(string Kind, string Url);
