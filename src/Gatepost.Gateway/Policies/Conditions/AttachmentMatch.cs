using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>What the attachment conditions answer.</summary>
internal static class AttachmentMatch
{
    /// <summary>A match of the given parts, or null when there are none.</summary>
    public static ConditionMatch? Of(IEnumerable<MessagePart> parts, Func<MessagePart, string> because, Func<MessagePart, string> plain)
    {
        var matching = parts.ToArray();
        return matching.Length == 0 ? null : new ConditionMatch(PartWords.List(matching, because))
        {
            Plain = plain(matching[0]),
            Parts = [.. matching.Select(part => part.Path)],
        };
    }
}
