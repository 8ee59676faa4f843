using System.Collections.Immutable;

namespace Gatepost.Mail.Mime;

/// <summary>A link from some carrier. Two are equal when they stand in the same place with the same words: the rest follows from the URL.</summary>
/// <param name="Url">As the carrier has it, entities decoded.</param>
/// <param name="Host">Lower case, IDNA A-labels, or null where there is none.</param>
/// <param name="Carrier"><c>html</c>, <c>css</c>, <c>text</c>, <c>svg</c>, <c>ics</c>, <c>vcard</c>; of files that were opened <c>pdf</c>, <c>ooxml</c>, <c>qr</c> and the like.</param>
/// <param name="Part">The path of the part.</param>
/// <param name="Shown">The words that a reader sees for it, or null.</param>
public sealed record MessageLink(string Url, string? Host, string Carrier, string Part, string? Shown)
{
    /// <summary>The URL as browsers write it down (WHATWG URL section 4.5), or null for what they refuse and for relative ones.</summary>
    public string? Canonical { get; init; }

    /// <summary>What of the host somebody registered, by the public suffix list; null for addresses and for hosts that are a suffix.</summary>
    public string? Domain { get; init; }

    /// <summary>The suffix of the domain is a company's that gives names away (<c>github.io</c>), not a registry's.</summary>
    public bool IsPrivateSuffix { get; init; }

    /// <summary>The ASCII name that the host looks like through letters of other writings, or null.</summary>
    public string? LooksLike { get; init; }

    /// <summary>A label of the host mixes writings that no language mixes, such as Latin and Cyrillic.</summary>
    public bool MixesScripts { get; init; }

    /// <summary>The links that are wrapped in this one, from the outermost; empty for most.</summary>
    public ImmutableArray<LinkStep> Chain { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>The hosts that this link leads to or through.</summary>
    public IEnumerable<string> AllHosts() => Chain.Select(step => step.Host).Prepend(Host).OfType<string>();

    /// <summary>The registered domains of those.</summary>
    public IEnumerable<string> AllDomains() => Chain.Select(step => step.Domain).Prepend(Domain).OfType<string>();

    /// <inheritdoc/>
    public bool Equals(MessageLink? other) =>
        other is not null && Url == other.Url && Host == other.Host && Carrier == other.Carrier && Part == other.Part && Shown == other.Shown;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Url, Host, Carrier, Part, Shown);
}

/// <summary>A link that another one holds.</summary>
/// <param name="Kind">How it was wrapped: <c>percent</c>, <c>entities</c>, <c>defanged</c>, <c>safe-links</c>, <c>proofpoint</c>, <c>redirect</c> and the like.</param>
/// <param name="Url">As it stood inside.</param>
/// <param name="Host">As of a link.</param>
/// <param name="Domain">As of a link.</param>
public sealed record LinkStep(string Kind, string Url, string? Host, string? Domain);
