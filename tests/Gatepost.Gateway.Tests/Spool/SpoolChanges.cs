using System.Collections.Immutable;
using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.Tests.Spool;

internal static class SpoolChanges
{
    /// <summary>A decision that was made before, whatever holds now.</summary>
    public static ValueTask<bool> ReplaceCopiesAsync(
        this MailSpool spool, SpoolEntry entry, SpoolRecord record, ImmutableArray<RecipientUpdate> updates, CancellationToken cancellationToken) =>
        spool.ReplaceCopiesAsync(entry, _ => new SpoolSnapshot(record, updates), cancellationToken);
}
