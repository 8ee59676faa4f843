using System.Collections.Immutable;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;

namespace Gatepost.Mail.Links;

/// <summary>The links of one message as they are found: cleaned, cut to their limits, each once per part, carrier and shown text.</summary>
internal sealed class LinkCollection(TextLimits limits)
{
    private readonly ImmutableArray<MessageLink>.Builder _links = ImmutableArray.CreateBuilder<MessageLink>();
    private readonly HashSet<(string Url, string Carrier, string Part, string? Shown)> _seen = [];

    private long _characters;
    private long _derived;

    /// <summary>True once a link was left out because there were too many, or too long ones: none is taken any more.</summary>
    public bool IsFull { get; private set; }

    /// <param name="url">As the carrier has it.</param>
    /// <param name="carrier">Its name.</param>
    /// <param name="part">The path of the part.</param>
    /// <param name="shown">The words for it, or null.</param>
    /// <param name="isBare">It begins with a host and not with a scheme.</param>
    public void Add(string url, string carrier, string part, string? shown, bool isBare = false)
    {
        var clean = IsFull ? "" : Clean(url);
        if (clean.Length == 0 || clean[0] == '#')
            return;
        // One that was seen counts too: to see that costs as much as to keep it.
        _characters += clean.Length;
        if (_links.Count >= limits.Links || _characters > limits.AllLinksCharacters)
        {
            IsFull = true;
            return;
        }
        var words = Shorten(shown);
        if (!_seen.Add((clean, carrier, part, words)))
            return;
        var link = LinkFacts.Describe(clean, carrier, part, words, isBare);
        _derived += (ReferenceEquals(link.Canonical, link.Url) ? 0 : link.Canonical?.Length ?? 0) + link.Chain.Sum(step => step.Url.Length);
        _links.Add(link);
        IsFull = _derived > limits.AllLinksCharacters;
    }

    public ImmutableArray<MessageLink> ToLinks() => _links.DrainToImmutable();

    /// <summary>Browsers strip line ends and tabs within a URL and white space around it (WHATWG URL, section 4.4).</summary>
    private string Clean(string url)
    {
        var trimmed = url.AsSpan().Trim(" \t\r\n\f\0\u00a0");
        if (trimmed.Length > limits.LinkCharacters)
            trimmed = trimmed[..limits.LinkCharacters];
        return trimmed.IndexOfAny('\t', '\r', '\n') < 0
            ? trimmed.ToString()
            : string.Concat(trimmed.ToString().Where(character => character is not ('\t' or '\r' or '\n')));
    }

    private string? Shorten(string? shown)
    {
        if (string.IsNullOrWhiteSpace(shown))
            return null;
        var text = shown.Trim();
        return text.Length > limits.ShownCharacters ? text[..limits.ShownCharacters] : text;
    }
}
