using System.Collections.Frozen;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>Which parts a reader sees as files. A name or a Content-Disposition is the sender's choice: a program without either is saved all the same.</summary>
internal static class AttachedFiles
{
    /// <summary>What programs say to each other beside a text, and readers show as no file: the parts of reports (RFC 6522) and of OpenPGP mail (RFC 3156).</summary>
    private static readonly FrozenSet<string> BetweenPrograms = FrozenSet.Create(
        StringComparer.Ordinal, "message/delivery-status", "message/disposition-notification", "message/feedback-report", "message/global-delivery-status",
        "message/global-disposition-notification", "message/global-headers", "application/pgp-encrypted");

    /// <summary>True for everything but the texts that are shown, the multiparts that hold them, and <see cref="BetweenPrograms"/>.</summary>
    public static bool IsOne(MessagePart part) => part.IsMember || IsMessage(part)
        || (!part.IsMultipart && (part.IsAttachment || !(part.DeclaredType is null || IsText(part.DeclaredType) || BetweenPrograms.Contains(part.DeclaredType))));

    /// <summary>True for an attached message, which has no octets of its own: its parts are listed beside it.</summary>
    public static bool IsMessage(MessagePart part) => part.IsMultipart && part.DeclaredType?.StartsWith("message/", StringComparison.Ordinal) == true;

    /// <summary>
    /// The extension under which a part without a name is saved where that is clear, else an empty one: readers call a message <c>.eml</c>, and a picture in a letter, which
    /// has no name as often as not, by its type.
    /// </summary>
    public static string Extension(MessagePart part)
    {
        if (IsMessage(part))
            return "eml";
        if (part.DeclaredType?.StartsWith("image/", StringComparison.Ordinal) != true)
            return "";
        var subtype = part.DeclaredType["image/".Length..].Split('+')[0];
        return subtype is "jpeg" or "pjpeg" ? "jpg" : subtype;
    }

    private static bool IsText(string type) => type.StartsWith("text/", StringComparison.Ordinal);
}
