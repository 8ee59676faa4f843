using System.Collections.Immutable;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Delivery.Queue;
using Gatepost.Gateway.Delivery.Routing;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.Delivery;

/// <summary>Says per destination what waits for it and how it fares. It looks at the whole spool: for people, not for a loop. Thread-safe.</summary>
public sealed class DeliveryDestinations
{
    private readonly DestinationLanes _lanes;
    private readonly MailSpool _spool;
    private readonly PolicySource _policy;

    internal DeliveryDestinations(DestinationLanes lanes, MailSpool spool, PolicySource policy) => (_lanes, _spool, _policy) = (lanes, spool, policy);

    /// <summary>Every destination that has mail, or had work not long ago; those with most mail first.</summary>
    public ImmutableArray<QueueDestination> List()
    {
        var policy = _policy.Current;
        var waiting = Waiting(policy.NextHops);
        var lanes = _lanes.View(policy.Delivery).ToDictionary(lane => lane.Destination, DestinationComparer.Instance);
        return
        [
            .. waiting.Keys.Union(lanes.Keys, DestinationComparer.Instance)
                .Select(destination => ToListing(destination, waiting.GetValueOrDefault(destination), lanes.GetValueOrDefault(destination)))
                .OrderByDescending(listing => listing.Recipients).ThenBy(listing => listing.Name, StringComparer.Ordinal),
        ];
    }

    private static QueueDestination ToListing(Destination destination, Load? load, LaneView? lane) => new()
    {
        Name = destination.Name,
        Recipients = load?.Recipients ?? 0,
        NextAttempt = load?.NextAttempt,
        Connections = lane?.Active ?? 0,
        MostConnections = lane?.Most,
        BackOffUntil = lane?.BackOffUntil,
        LastAttempt = lane?.Last?.At,
        NextHop = lane?.Last?.NextHop,
        Tls = lane?.Last?.Tls,
        LastError = lane?.Last?.Error,
    };

    private Dictionary<Destination, Load> Waiting(NextHopTable routes)
    {
        var waiting = new Dictionary<Destination, Load>(DestinationComparer.Instance);
        foreach (var entry in _spool.Entries)
        {
            foreach (var copy in entry.Record.Copies.Where(copy => copy.Outcome == SpoolOutcome.Deliver))
            {
                foreach (var state in copy.Recipients.Select(recipient => entry.States[recipient]).Where(state => state.Status == RecipientStatus.Queued))
                {
                    var destination = Destination.Of(copy, entry.Record.Envelope.Recipients[state.Recipient].Address, routes);
                    if (!waiting.TryGetValue(destination, out var load))
                        waiting[destination] = load = new Load();
                    load.Recipients++;
                    if (state.NextAttempt is { } next && !(load.NextAttempt <= next))
                        load.NextAttempt = next;
                }
            }
        }
        return waiting;
    }

    private sealed class Load
    {
        public int Recipients { get; set; }

        public DateTimeOffset? NextAttempt { get; set; }
    }
}
