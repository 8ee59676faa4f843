using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;

namespace Gatepost.Fuzz.Targets;

/// <summary>What holds of every list of links.</summary>
internal static class LinkChecks
{
    public static void All(IReadOnlyCollection<MessageLink> links, TextLimits limits)
    {
        Expect.That(links.Count <= limits.Links, $"{links.Count} links");
        Expect.That(links.Distinct().Count() == links.Count, "a link stands there twice");
        foreach (var link in links)
        {
            Expect.That(link.Url.Length > 0 && link.Url.Length <= limits.LinkCharacters && !link.Url.AsSpan().ContainsAny('\r', '\n', '\t'), $"an uncleaned link: {link.Url}");
            Expect.That(link.Host is null || (link.Host.Length > 0 && !link.Host.Any(char.IsAsciiLetterUpper)), $"the host {link.Host} of {link.Url}");
            Expect.That((link.Shown?.Length ?? 0) <= limits.ShownCharacters, $"{link.Shown?.Length} characters shown");
        }
    }
}
