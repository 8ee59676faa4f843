using System.Diagnostics.Metrics;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Monitoring;

namespace Gatepost.Gateway.Inspection;

/// <summary>What inspection counts. Thread-safe.</summary>
internal sealed class InspectionMetrics
{
    private readonly Histogram<double> _inspector;
    private readonly Histogram<double> _message;
    private readonly Histogram<double> _wait;
    private readonly Counter<long> _findings;
    private readonly Counter<long> _timeouts;

    public InspectionMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(GatepostMeters.Inspection);
        _inspector = meter.CreateHistogram(
            "gatepost.inspection.inspector.duration", "s", "How long an inspector took for a message, and how it ended.", advice: GatepostMeters.Latency);
        _message = meter.CreateHistogram("gatepost.inspection.duration", "s", "Inspection of a message as a whole, the wait for its turn included.", advice: GatepostMeters.Latency);
        _wait = meter.CreateHistogram("gatepost.inspection.gate.wait", "s", "How long a message waited for its turn at the cores.", advice: GatepostMeters.Latency);
        _findings = meter.CreateCounter<long>("gatepost.inspection.findings", "{finding}", "Findings, by inspector and category.");
        _timeouts = meter.CreateCounter<long>("gatepost.inspection.timeouts", "{timeout}", "Inspectors that did not end within their deadline.");
    }

    /// <summary>Zeroes, so that the first timeout counts as a growth.</summary>
    public void Begin(IEnumerable<string> inspectors)
    {
        foreach (var inspector in inspectors)
            _timeouts.Add(0, new KeyValuePair<string, object?>("inspector", inspector));
    }

    /// <summary>A message had its turn at the gate.</summary>
    public void Waited(TimeSpan wait) => _wait.Record(wait.TotalSeconds);

    /// <summary>A message was inspected, here or in a child process.</summary>
    public void Inspected(MessageInspection inspection, TimeSpan elapsed)
    {
        _message.Record(elapsed.TotalSeconds);
        foreach (var run in inspection.Runs)
        {
            _inspector.Record(run.Elapsed.TotalSeconds, new("inspector", run.Inspector), new("outcome", run.Outcome));
            if (run.Outcome == WorkEnd.TimedOut)
                _timeouts.Add(1, new KeyValuePair<string, object?>("inspector", run.Inspector));
        }
        foreach (var finding in inspection.Findings)
            _findings.Add(1, new("inspector", finding.Inspector), new("category", KebabWord.Of(finding.Category)));
    }
}
