using System.Collections.Immutable;
using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.Receiving;

/// <summary>Puts the copies of a late decision in the place of those that waited. A pure function.</summary>
internal static class LateCopies
{
    /// <summary>
    /// Copies that did not wait keep their number, since it is the key of what was carried out; new ones are numbered behind them.
    /// </summary>
    public static ImmutableArray<SpoolCopy> Merge(SpoolRecord record, ImmutableArray<SpoolCopy> decided, HashSet<int> waiting)
    {
        var kept = record.Copies.Where(copy => copy.Outcome != SpoolOutcome.AwaitInspection).ToList();
        var number = record.Copies.Max(copy => copy.Number) + 1;
        foreach (var copy in decided)
        {
            var recipients = copy.Recipients.Where(waiting.Contains).ToImmutableArray();
            if (recipients.Length > 0)
                kept.Add(copy with { Number = number++, Recipients = recipients });
        }
        return [.. kept];
    }
}
