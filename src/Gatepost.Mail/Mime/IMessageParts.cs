using System.Collections.Immutable;

namespace Gatepost.Mail.Mime;

/// <summary>The parts of one message, and their decoded octets. Two readers exist: of this process, and (later) of the extractor's answers.</summary>
public interface IMessageParts
{
    /// <summary>All parts in reading order.</summary>
    ImmutableArray<MessagePart> All { get; }

    /// <summary>What could not be opened, each with the part and the reason, for <c>unscannable</c>, <c>malformed</c> or <c>encrypted</c> findings.</summary>
    ImmutableArray<PartProblem> Problems { get; }

    /// <summary>Texts that opening the parts brought to light; those of plain text and HTML are not among them.</summary>
    ImmutableArray<PartText> Texts => [];

    /// <summary>Links likewise, as they stand there.</summary>
    ImmutableArray<CarriedLink> Links => [];

    /// <summary>The decoded octets of a part that is no multipart; the caller disposes the stream. Bounded by the limits of the reader.</summary>
    Stream Open(MessagePart part);
}

/// <summary>Something that could not be read.</summary>
/// <param name="Part">The path, or empty for the message as a whole.</param>
/// <param name="Kind">What kind.</param>
/// <param name="Reason">In words.</param>
public sealed record PartProblem(string Part, PartProblemKind Kind, string Reason);

/// <summary>Kinds of <see cref="PartProblem"/>.</summary>
public enum PartProblemKind
{
    /// <summary>A limit of bytes, depth, count or ratio.</summary>
    LimitReached = 0,

    /// <summary>Breaks its format, but was read all the same.</summary>
    Malformed,

    /// <summary>Needs a password.</summary>
    Encrypted,

    /// <summary>A method of packing or encoding that we cannot read.</summary>
    Unsupported,

    /// <summary>The process that was to open it died, hung, or gave an answer that cannot be read.</summary>
    Failed,

    /// <summary>No process could be had that would have opened it: nothing to do with this message.</summary>
    NotTried,

    /// <summary>Damaged or ambiguous, so that content in it was not seen, or another program sees other content.</summary>
    Unread,
}

/// <summary>A text that a part holds.</summary>
/// <param name="Part">The path of the part.</param>
/// <param name="Text">Plain text; of HTML, what is shown.</param>
/// <param name="Kind">Who sees it.</param>
public sealed record PartText(string Part, string Text, TextKind Kind = TextKind.Visible)
{
    /// <summary>The code of ISO 639-1, or null where the text does not tell.</summary>
    public string? Language { get; init; }
}

/// <summary>Who sees a text.</summary>
public enum TextKind
{
    /// <summary>A reader.</summary>
    Visible = 0,

    /// <summary>Nobody who does not look for it: white on white, size zero, off the page, comments. What filters are fed.</summary>
    Hidden,

    /// <summary>Who opens the properties: title, author, keywords.</summary>
    Property,
}

/// <summary>A link as it stands in a file that was opened.</summary>
/// <param name="Part">The path of the part.</param>
/// <param name="Url">As the carrier has it, the carrier's own encodings undone.</param>
/// <param name="Carrier"><c>pdf</c>, <c>qr</c>, ...</param>
/// <param name="Shown">The words that a reader sees for it, or null.</param>
public sealed record CarriedLink(string Part, string Url, string Carrier, string? Shown);
