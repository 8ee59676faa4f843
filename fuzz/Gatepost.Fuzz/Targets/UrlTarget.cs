using System.Text;
using Gatepost.Mail.Links;
using Gatepost.Mail.Links.Urls;
using Gatepost.Mail.Mime;

namespace Gatepost.Fuzz.Targets;

/// <summary>URLs, and what follows from them: host, registered domain, links within.</summary>
internal sealed class UrlTarget : IFuzzTarget
{
    public string Name => "urls";

    public string Summary => "a URL on a base (a line each): what is canonical stays so; its host, domain and the links within are bounded";

    public IReadOnlyList<string> Words { get; } =
    [
        "http://", "https:", "file:", "mailto:", "x:", "//", "\\", "@", ":", "[", "]", "::", "%", "%2e", "%25", "..", "C|", "xn--", "?url=", "&", "#", "0x7f.1", "&amp;", "&#x", "hxxp", "[.]", "\n", "\u00ad", "\u3002", "\u0430",
        "urldefense.com/v3/__", "__;", "!", "**", "urldefense.proofpoint.com/v2/url?u=", "-3A", "safelinks.protection.outlook.com/?url=", "protection.sophos.com/?u=", "a1", "aHR0cHM6Ly9h",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var lines = Encoding.UTF8.GetString(input).Split('\n', 2);
        var root = lines.Length > 1 ? UrlParser.Parse(lines[1]) : null;
        if (UrlParser.Parse(lines[0], root)?.ToString() is { } canonical)
            Expect.That(UrlParser.Parse(canonical)?.ToString() == canonical, $"{canonical} is not canonical");
        if (lines[0].Length == 0)
            return;
        var link = LinkFacts.Describe(lines[0], "text", "1", null, isBare: false);
        Expect.That(link.Domain is null || link.Host!.EndsWith(link.Domain, StringComparison.Ordinal), $"the domain {link.Domain} of {link.Host}");
        // A letter is nine characters where it is percent-encoded.
        Expect.That(link.Chain.Length <= 8 && link.Chain.All(step => step.Url.Length <= (9 * lines[0].Length) + 16), $"{link.Chain.Length} links in {lines[0]}");
        Expect.That(link.LooksLike is null || Ascii.IsValid(link.LooksLike), $"{link.LooksLike} is not plain");
    }
}
