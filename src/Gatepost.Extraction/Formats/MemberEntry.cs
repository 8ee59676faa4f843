using System.Collections.Immutable;

namespace Gatepost.Extraction.Formats;

/// <summary>What a container says about one of its members. Nothing of it is believed: names are shown, sizes are compared.</summary>
internal sealed record MemberEntry
{
    /// <summary>The name, folders with <c>/</c>, as it stands there; null where the format has none.</summary>
    public string? Name { get; init; }

    /// <summary>Other names that it also claims.</summary>
    public ImmutableArray<string> OtherNames { get; init; } = [];

    /// <summary>A media type that the container declares for it, or null.</summary>
    public string? DeclaredType { get; init; }

    /// <summary>A charset that the container declares for it, as a message does for its parts, or null.</summary>
    public string? Charset { get; init; }

    /// <summary>Octets that it takes in the container, for the bound of the ratio; null where nobody can say.</summary>
    public long? PackedSize { get; init; }

    /// <summary>Octets that the container says it has; a difference is a problem of the member.</summary>
    public long? ClaimedSize { get; init; }

    /// <summary>False for what a reader never sees as a file: streams of a document, pieces of a picture. They are opened, and are no attachments for rules on names.</summary>
    public bool IsFile { get; init; } = true;

    /// <summary>True where it was behind a password, whether or not that was found.</summary>
    public bool IsEncrypted { get; init; }
}
