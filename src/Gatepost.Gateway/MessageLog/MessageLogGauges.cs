using System.Diagnostics.Metrics;
using Gatepost.Gateway.MessageLog.Journal;
using Gatepost.Gateway.MessageLog.Loading;
using Gatepost.Gateway.Monitoring;

namespace Gatepost.Gateway.MessageLog;

/// <summary>How far the message log's database is behind its journal, asked by who watches.</summary>
internal sealed class MessageLogGauges
{
    public MessageLogGauges(IMeterFactory meters, MessageLogJournal journal, MessageLogLoader loader)
    {
        var meter = meters.Create(GatepostMeters.MessageLog);
        meter.CreateObservableGauge("gatepost.message_log.lag", () => loader.LagOctets(), "By", "Lines of the journal that are not in the database yet.");
        meter.CreateObservableGauge(
            "gatepost.message_log.failing", () => loader.Failing.TotalSeconds, "s", "How long the database has refused the journal's lines; 0 = it takes them.");
        meter.CreateObservableCounter("gatepost.message_log.dropped", () => journal.Dropped, "{line}", "Lines that were lost, because the disk refused them for too long.");
    }
}
