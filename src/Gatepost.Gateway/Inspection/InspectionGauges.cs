using System.Diagnostics.Metrics;
using Gatepost.Gateway.Monitoring;

namespace Gatepost.Gateway.Inspection;

/// <summary>How busy the inspection gate is at this moment, asked by who watches.</summary>
internal sealed class InspectionGauges
{
    public InspectionGauges(IMeterFactory meters, InspectionGate gate, IEnumerable<IInspector> inspectors, InspectionMetrics metrics)
    {
        metrics.Begin(inspectors.Select(inspector => inspector.Descriptor.Name));
        var meter = meters.Create(GatepostMeters.Inspection);
        meter.CreateObservableUpDownCounter("gatepost.inspection.gate.waiting", () => gate.Waiting, "{message}", "Messages that wait for their turn at the cores.");
        meter.CreateObservableUpDownCounter("gatepost.inspection.gate.slots", () => gate.Slots, "{slot}", "Inspections that may compute at once.");
        meter.CreateObservableGauge(
            "gatepost.inspection.gate.estimated_wait", () => gate.EstimatedWait.TotalSeconds, "s", "How long a message that came now would wait for its turn.");
    }
}
