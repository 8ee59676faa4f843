using System.Diagnostics.Metrics;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Monitoring;

namespace Gatepost.Gateway.Policies;

/// <summary>What the policy decides, counted per recipient. Thread-safe.</summary>
internal sealed class PolicyMetrics
{
    private readonly Counter<long> _dispositions;

    public PolicyMetrics(IMeterFactory meters) => _dispositions = meters.Create(GatepostMeters.Policies)
        .CreateCounter<long>("gatepost.policy.dispositions", "{recipient}", "What the policy decided, counted in recipients.");

    /// <summary>Zeroes, so that the first of each counts as a growth.</summary>
    public void Begin()
    {
        foreach (var disposition in KebabWord.All<Disposition>())
            _dispositions.Add(0, new KeyValuePair<string, object?>("disposition", disposition));
    }

    public void Decided(Decision decision)
    {
        foreach (var recipient in decision.Recipients)
            _dispositions.Add(1, new KeyValuePair<string, object?>("disposition", KebabWord.Of(recipient.Disposition)));
    }
}
