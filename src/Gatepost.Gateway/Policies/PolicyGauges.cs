using System.Diagnostics.Metrics;
using Gatepost.Gateway.Monitoring;

namespace Gatepost.Gateway.Policies;

/// <summary>Which policy is in force, asked by who watches.</summary>
internal sealed class PolicyGauges
{
    public PolicyGauges(IMeterFactory meters, PolicySource policy, PolicyService policies, PolicyMetrics metrics)
    {
        metrics.Begin();
        var meter = meters.Create(GatepostMeters.Policies);
        meter.CreateObservableGauge("gatepost.policy.revision", () => policy.Current.Revision, description: "The policy revision in force; 0 = none.");
        meter.CreateObservableGauge(
            "gatepost.policy.outdated", () => policies.Trouble is null ? 0 : 1, description: "1 while the newest policy revision is not the one in force.");
    }
}
