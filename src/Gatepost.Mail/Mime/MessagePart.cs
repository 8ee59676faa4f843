using System.Collections.Immutable;

namespace Gatepost.Mail.Mime;

/// <summary>
/// One node of what a message holds. The nodes of a message are a flat list in reading order: nothing walks a hostile tree.
/// </summary>
public sealed record MessagePart
{
    /// <summary>
    /// A stable number path such as <c>2/1/3</c> that joins findings, parts and links; <c>1</c> is the only part of a simple message. Numbered as the part specifiers of
    /// IMAP (RFC 9051 section 6.4.5): the children of the root multipart are 1, 2, 3, and the root multipart itself is no part; the parts of an attached message 4 are
    /// 4/1, 4/2 by the same rule; the members of a container 2 are 2/1, 2/2 in the order of its directory.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>The file name that the part claims (RFC 2231 and encoded words decoded, invalid Unicode as U+FFFD), or null.</summary>
    public string? Name { get; init; }

    /// <summary>The declared media type, lower case, or null for the member of a container, which declares none.</summary>
    public string? DeclaredType { get; init; }

    /// <summary>The declared charset as written, or null.</summary>
    public string? Charset { get; init; }

    /// <summary>
    /// Other file names that the part also claims (Content-Type <c>name</c> against Content-Disposition <c>filename</c>, a second <c>filename</c>): mail programs differ in which they show.
    /// Never default, and holds neither <see cref="Name"/> nor one twice.
    /// </summary>
    public ImmutableArray<string> OtherNames { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>What the octets are, by <see cref="FileTypes.FileType.Name"/>; null where they were not read.</summary>
    public string? TrueType { get; init; }

    /// <summary>True for a text that seems to carry files or blobs within it, so that it is opened like a file: <c>data:</c>, scripts that build files, codes drawn with letters or cells.</summary>
    public bool HoldsFiles { get; init; }

    /// <summary>Decoded octets, or null where they could not be counted (broken or beyond a limit).</summary>
    public long? Size { get; init; }

    /// <summary>SHA-256 of the decoded octets in lower-case hex, or null where they were not read to the end.</summary>
    public string? Sha256 { get; init; }

    /// <summary>0 for the message's own parts; members of a container are one deeper than it.</summary>
    public int Depth { get; init; }

    /// <summary>The <see cref="Path"/> of the container or multipart that holds this one, or null at the top.</summary>
    public string? Parent { get; init; }

    /// <summary>True for multipart nodes and attached messages, which have no octets of their own.</summary>
    public bool IsMultipart { get; init; }

    /// <summary>True where a reader would see a file: a name, or Content-Disposition: attachment, or a container's member.</summary>
    public bool IsAttachment { get; init; }

    /// <summary>True for a file inside a container such as zip.</summary>
    public bool IsMember { get; init; }

    /// <summary>True where the octets are there but cannot be read without a password.</summary>
    public bool IsEncrypted { get; init; }
}
