namespace Gatepost.Mail.Mime;

/// <summary>Bounds of <see cref="MessagePartReader"/>. What lies beyond one is reported as <see cref="PartProblemKind.LimitReached"/>, never passed over in silence.</summary>
public sealed record ReadingLimits
{
    /// <summary>Multiparts and attached messages within each other. Postfix's mime_nesting_limit is 100, and real mail stays below 20.</summary>
    public int MimeDepth { get; init; } = 100;

    /// <summary>Parts of one message. A digest of a busy list has some hundreds; this bounds memory to a few megabytes.</summary>
    public int Parts { get; init; } = 10_000;

    /// <summary>Characters that are kept of a file name; file systems end at 255.</summary>
    public int NameCharacters { get; init; } = 1_000;

    /// <summary>File names of one part besides its first. Honest mail has up to three: an encoded one, one for old programs, and one in the Content-Type.</summary>
    public int OtherNames { get; init; } = 16;

    /// <summary>
    /// Octets of one field of the message's own header that the MIME reader is given: a longer one is hidden from it, which harms only Content fields. Its time grows with the square.
    /// </summary>
    public int MessageFieldOctets { get; init; } = 65_536;

    /// <summary>Octets of one field of an entity further down, attached messages with their long lists of recipients among them. About 8,000 addresses.</summary>
    public int EntityFieldOctets { get; init; } = 262_144;

    /// <summary>Octets of a Content-Disposition field that is read for a name. The longest of real mail are long names cut in pieces: below 4 KB.</summary>
    public int DispositionOctets { get; init; } = 65_536;
}
