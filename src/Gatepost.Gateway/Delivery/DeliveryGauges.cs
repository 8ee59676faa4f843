using System.Diagnostics.Metrics;
using Gatepost.Gateway.Delivery.Queue;
using Gatepost.Gateway.Delivery.Transports;
using Gatepost.Gateway.Monitoring;

namespace Gatepost.Gateway.Delivery;

/// <summary>What delivery has before it at this moment, asked by who watches.</summary>
internal sealed class DeliveryGauges
{
    public DeliveryGauges(IMeterFactory meters, DeliveryQueue queue, DestinationLanes lanes, ConnectionCache connections, DeliveryMetrics metrics)
    {
        metrics.Begin();
        var meter = meters.Create(GatepostMeters.Delivery);
        meter.CreateObservableUpDownCounter("gatepost.delivery.queue", () => Queue(queue.Census()), "{message}", "Copies of messages that wait for delivery, by state.");
        meter.CreateObservableUpDownCounter(
            "gatepost.delivery.connections", () => States(("active", lanes.Active), ("idle", connections.Idle)), "{connection}", "Connections to next hops.");
        meter.CreateObservableUpDownCounter(
            "gatepost.delivery.destinations.resting", () => lanes.Resting, "{destination}", "Destinations that could not be reached and are left alone for a while.");
    }

    private static IEnumerable<Measurement<int>> Queue(QueueCensus census) =>
        States(("ready", census.Ready), ("in-flight", census.InFlight), ("deferred", census.Deferred));

    private static IEnumerable<Measurement<int>> States(params (string State, int Count)[] states) =>
        states.Select(one => new Measurement<int>(one.Count, new KeyValuePair<string, object?>("state", one.State)));
}
