using System.Diagnostics.Metrics;
using Gatepost.Gateway.Monitoring;

namespace Gatepost.Gateway.Receiving;

/// <summary>What receiving holds at this moment, asked by who watches.</summary>
internal sealed class ReceivingGauges
{
    public ReceivingGauges(IMeterFactory meters, SmtpListeners listeners, ReceivingMetrics metrics)
    {
        meters.Create(GatepostMeters.Receiving).CreateObservableUpDownCounter(
            "gatepost.receiving.connections",
            () => listeners.Connections.Select(one => new Measurement<int>(one.Value, new KeyValuePair<string, object?>("listener", one.Key))),
            "{connection}", "SMTP connections that are open.");
        metrics.Begin(listeners.Connections.Keys);
    }
}
