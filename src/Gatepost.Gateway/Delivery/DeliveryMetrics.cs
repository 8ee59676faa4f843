using System.Diagnostics.Metrics;
using Gatepost.Gateway.Monitoring;

namespace Gatepost.Gateway.Delivery;

/// <summary>What delivery counts. Thread-safe.</summary>
internal sealed class DeliveryMetrics
{
    private readonly Counter<long> _attempts;
    private readonly Histogram<double> _attempt;
    private readonly Histogram<double> _journey;

    public DeliveryMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(GatepostMeters.Delivery);
        _attempts = meter.CreateCounter<long>("gatepost.delivery.attempts", "{recipient}", "Delivery attempts, counted in recipients, by result; what a direct listener passed straight on among them.");
        _attempt = meter.CreateHistogram("gatepost.delivery.attempt.duration", "s", "How long an attempt to a next hop took.", advice: GatepostMeters.Latency);
        _journey = meter.CreateHistogram(
            "gatepost.delivery.latency", "s", "From a message's arrival to the next hop's 250, counted in recipients.", advice: GatepostMeters.Journey);
    }

    /// <summary>Zeroes, so that the first of each counts as a growth.</summary>
    public void Begin()
    {
        foreach (var result in (string[])["delivered", "deferred", "failed"])
            _attempts.Add(0, new KeyValuePair<string, object?>("result", result));
    }

    /// <summary>A recipient was tried.</summary>
    /// <param name="result"><c>delivered</c>, <c>deferred</c> or <c>failed</c>.</param>
    public void Attempted(string result) => _attempts.Add(1, new KeyValuePair<string, object?>("result", result));

    /// <summary>A next hop has taken a recipient's mail.</summary>
    public void Delivered(TimeSpan sinceArrival) => _journey.Record(Math.Max(0, sinceArrival.TotalSeconds));

    /// <summary>An attempt ended.</summary>
    /// <param name="transport"><c>smtp</c>, <c>lmtp</c>, <c>maildir</c>, or <c>direct</c>: straight on from a direct listener.</param>
    /// <param name="elapsed">How long it took.</param>
    public void AttemptEnded(string transport, TimeSpan elapsed) => _attempt.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("transport", transport));
}
