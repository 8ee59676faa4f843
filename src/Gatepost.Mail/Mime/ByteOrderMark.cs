using System.Text;

namespace Gatepost.Mail.Mime;

/// <summary>
/// A UTF-8 byte order mark in front of a message. The MIME reader takes it off and sees a field there; <see cref="HeaderScanner"/> and most mail programs see a line that is none. A second
/// field of the same name then counts to the one and not to the other.
/// </summary>
internal static class ByteOrderMark
{
    private const string ContentField = "Content-";

    /// <summary>Octets.</summary>
    public const int Length = 3;

    /// <summary>What to say about the mark, or null where there is none.</summary>
    public static PartProblem? Find(MessageContent content)
    {
        Span<byte> start = stackalloc byte[Length + ContentField.Length];
        if (content.TryGetMemory(out var octets))
        {
            octets.Span[..Math.Min(octets.Length, start.Length)].CopyTo(start);
        }
        else
        {
            using var stream = content.OpenRead();
            stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        }
        if (!start.StartsWith("\ufeff"u8))
            return null;
        return Ascii.EqualsIgnoreCase(start[Length..], ContentField)
            ? new PartProblem("", PartProblemKind.Unread, "a byte order mark in front of the message, before a field that says what its content is: programs differ in whether they see the field")
            : new PartProblem("", PartProblemKind.Malformed, "a byte order mark in front of the message hides its first field from some programs");
    }
}
