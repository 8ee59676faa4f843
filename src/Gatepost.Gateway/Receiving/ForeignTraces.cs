using System.Collections.Immutable;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Policies.Edits;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Receiving;

/// <summary>
/// Header fields that claim to be ours and came from outside (promise 2's named exceptions): an Authentication-Results with our authserv-id
/// (RFC 8601 section 5: a reader behind us would believe it), and, where the listener is set so, X-Gatepost-*.
/// </summary>
internal static class ForeignTraces
{
    private const string OwnPrefix = "X-Gatepost-";
    private const string Results = "Authentication-Results";

    public static ImmutableArray<MessageEdit> Removals(MessageHeaders headers, string authservId, bool removeOwnPrefix)
    {
        // No field at all: content that was set aside unread. Then what might be there is removed unseen, should it ever be released.
        var isUnread = headers.Fields.IsEmpty;
        var removals = ImmutableArray.CreateBuilder<MessageEdit>(2);
        if (isUnread || headers.Fields.Any(field => IsForgedResult(field, authservId)))
            removals.Add(new RemoveHeaderEdit(Results, authservId));
        if (removeOwnPrefix && (isUnread || headers.Fields.Any(field => field.Name.StartsWith(OwnPrefix, StringComparison.OrdinalIgnoreCase))))
            removals.Add(new RemoveHeaderEdit(OwnPrefix + "*"));
        return removals.DrainToImmutable();
    }

    /// <summary>Only copies that leave through us are edited; a quarantined original stays as it came, the edit waits for its release.</summary>
    public static ImmutableArray<SpoolCopy> Prepend(ImmutableArray<SpoolCopy> copies, ImmutableArray<MessageEdit> removals) =>
        removals.IsEmpty ? copies : [.. copies.Select(copy => copy with { Edits = removals.AddRange(copy.Edits) })];

    private static bool IsForgedResult(HeaderField field, string authservId) =>
        string.Equals(field.Name, Results, StringComparison.OrdinalIgnoreCase) && HeaderRemoval.BeginsWith(field.Value, authservId);
}
