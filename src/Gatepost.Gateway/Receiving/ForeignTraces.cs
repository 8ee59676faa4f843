using System.Collections.Immutable;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Receiving;

/// <summary>
/// Header fields that claim to be ours and came from outside (promise 2's named exceptions): an Authentication-Results with our authserv-id
/// (RFC 8601 section 5: a reader behind us would believe it), and at an mx listener X-Gatepost-*.
/// </summary>
internal static class ForeignTraces
{
    private const string OwnPrefix = "X-Gatepost-";

    public static ImmutableArray<MessageEdit> Removals(MessageHeaders headers, string authservId, bool removeOwnPrefix)
    {
        var removals = ImmutableArray.CreateBuilder<MessageEdit>();
        foreach (var field in headers.Fields)
        {
            MessageEdit? removal = null;
            if (removeOwnPrefix && field.Name.StartsWith(OwnPrefix, StringComparison.OrdinalIgnoreCase))
                removal = new RemoveHeaderEdit(field.Name);
            else if (IsForgedResult(field, authservId))
                removal = new RemoveHeaderEdit(field.Name, authservId);
            if (removal is not null && !removals.Contains(removal))
                removals.Add(removal);
        }
        return removals.DrainToImmutable();
    }

    /// <summary>Only copies that leave through us are edited; a quarantined original stays as it came, the edit waits for its release.</summary>
    public static ImmutableArray<SpoolCopy> Prepend(ImmutableArray<SpoolCopy> copies, ImmutableArray<MessageEdit> removals) =>
        removals.IsEmpty ? copies : [.. copies.Select(copy => copy with { Edits = removals.AddRange(copy.Edits) })];

    private static bool IsForgedResult(HeaderField field, string authservId)
    {
        if (!string.Equals(field.Name, "Authentication-Results", StringComparison.OrdinalIgnoreCase))
            return false;
        var value = field.Value.AsSpan().TrimStart();
        var end = value.IndexOfAny("; \t(/");
        return (end < 0 ? value.TrimEnd() : value[..end]).Equals(authservId, StringComparison.OrdinalIgnoreCase);
    }
}
