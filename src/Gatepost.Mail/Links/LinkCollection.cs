using System.Collections.Immutable;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;

namespace Gatepost.Mail.Links;

/// <summary>The links of one message as they are found: cleaned, cut to their limits, each once per part, carrier and shown text.</summary>
internal sealed class LinkCollection(TextLimits limits)
{
    private readonly ImmutableArray<MessageLink>.Builder _links = ImmutableArray.CreateBuilder<MessageLink>();
    private readonly HashSet<MessageLink> _seen = [];

    private long _characters;

    /// <summary>True once a link was left out because there were too many, or too long ones: none is taken any more.</summary>
    public bool IsFull { get; private set; }

    public void Add(string url, string carrier, string part, string? shown)
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
        var link = new MessageLink(clean, LinkHost.Of(clean), carrier, part, Shorten(shown));
        if (_seen.Add(link))
            _links.Add(link);
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
