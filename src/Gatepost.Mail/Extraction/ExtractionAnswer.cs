using System.Collections.Immutable;
using Gatepost.Mail.Mime;

namespace Gatepost.Mail.Extraction;

/// <summary>
/// What a worker saw in a file. It comes from a process that the file may have taken over: <see cref="ExtractionAnswerReader"/> lets nothing through that is beyond the request's budget or
/// breaks the form, and its words are only ever shown.
/// </summary>
public sealed record ExtractionAnswer
{
    /// <summary>The true type of the file itself, by its name in the catalogue: a zip that turned out to be a document says so.</summary>
    public required string TrueType { get; init; }

    /// <summary>The members, parents before children: node n is the (n-1)th of the list, and node 0 is the file itself.</summary>
    public required ImmutableArray<ExtractedNode> Nodes { get; init; }

    /// <summary>Texts that a reader sees, or is kept from seeing.</summary>
    public required ImmutableArray<ExtractedText> Texts { get; init; }

    /// <summary>Links as they stand there.</summary>
    public required ImmutableArray<ExtractedLink> Links { get; init; }

    /// <summary>What could not be opened.</summary>
    public required ImmutableArray<ExtractedProblem> Problems { get; init; }

    /// <summary>Octets that were unpacked.</summary>
    public required long Unpacked { get; init; }

    /// <summary>True when a budget was used up: what comes after was not looked at.</summary>
    public required bool IsOver { get; init; }
}

/// <summary>One member.</summary>
public sealed record ExtractedNode
{
    /// <summary>The node that holds it.</summary>
    public required int Parent { get; init; }

    /// <summary>The name, cleaned, or null.</summary>
    public string? Name { get; init; }

    /// <summary>Other names that the container also has for it.</summary>
    public ImmutableArray<string> OtherNames { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The media type that the container declares, or null.</summary>
    public string? DeclaredType { get; init; }

    /// <summary>The charset that the container declares, or null.</summary>
    public string? Charset { get; init; }

    /// <summary>By content, by its name in the catalogue; null where the octets could not be read.</summary>
    public string? TrueType { get; init; }

    /// <summary>Unpacked octets, or null where they were not read to the end.</summary>
    public long? Size { get; init; }

    /// <summary>SHA-256 in lower-case hex, likewise.</summary>
    public string? Sha256 { get; init; }

    /// <summary>True for what a reader sees as a file.</summary>
    public bool IsFile { get; init; }

    /// <summary>True where the octets could not be read without a password.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>True where the octets lie in the job's folder, under the node's number.</summary>
    public bool IsStored { get; init; }
}

/// <summary>A text.</summary>
/// <param name="Node">Whose.</param>
/// <param name="Kind">Who sees it.</param>
/// <param name="Text">The text.</param>
public sealed record ExtractedText(int Node, TextKind Kind, string Text);

/// <summary>A link.</summary>
/// <param name="Node">Where.</param>
/// <param name="Url">As it stands there, encodings of the carrier undone.</param>
/// <param name="Carrier">What carries it: <c>pdf</c>, <c>ooxml</c>, <c>qr</c>, ...</param>
/// <param name="Shown">The words that are shown for it, or null.</param>
public sealed record ExtractedLink(int Node, string Url, string Carrier, string? Shown);

/// <summary>Something that could not be read.</summary>
/// <param name="Node">Of what.</param>
/// <param name="Kind">What kind.</param>
/// <param name="Reason">In words.</param>
public sealed record ExtractedProblem(int Node, PartProblemKind Kind, string Reason);
