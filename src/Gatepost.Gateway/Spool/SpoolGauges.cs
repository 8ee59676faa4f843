using System.Diagnostics.Metrics;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Monitoring;

namespace Gatepost.Gateway.Spool;

/// <summary>What the spool holds at this moment, asked by who watches.</summary>
internal sealed class SpoolGauges
{
    /// <summary>The states that a message in the spool can wait in.</summary>
    private static readonly RecipientStatus[] Waiting = [RecipientStatus.Queued, RecipientStatus.Held];

    private readonly MailSpool _spool;
    private readonly TimeProvider _time;

    public SpoolGauges(IMeterFactory meters, MailSpool spool, ISpoolDisk disk, SpoolLimits limits, TimeProvider time)
    {
        (_spool, _time) = (spool, time);
        var meter = meters.Create(GatepostMeters.Spool);
        meter.CreateObservableUpDownCounter("gatepost.spool.messages", () => spool.Unsorted.Count, "{message}", "Unfinished messages.");
        meter.CreateObservableUpDownCounter("gatepost.spool.recipients", Recipients, "{recipient}", "Unfinished recipients, by state.");
        meter.CreateObservableGauge("gatepost.spool.oldest", Oldest, "s", "Age of the oldest unfinished message; 0 = there is none.");
        meter.CreateObservableGauge("gatepost.spool.corrupt", () => spool.Corrupt.Count, "{file}", "Spool files that were set aside as damaged.");
        meter.CreateObservableGauge("gatepost.spool.healthy", () => spool.UnhealthyReason is null ? 1 : 0, description: "1 while mail is taken, 0 while the spool refuses it.");
        meter.CreateObservableGauge("gatepost.spool.free", disk.FreeOctets, "By", "Free room on the volume of the data folder.");
        meter.CreateObservableGauge("gatepost.spool.free.minimum", () => limits.MinimumFreeOctets, "By", "Free room below which no mail is taken.");
    }

    private IEnumerable<Measurement<int>> Recipients()
    {
        var counts = new Dictionary<RecipientStatus, int>();
        foreach (var state in _spool.Unsorted.SelectMany(entry => entry.States))
            counts[state.Status] = counts.GetValueOrDefault(state.Status) + 1;
        return Waiting.Select(status => new Measurement<int>(counts.GetValueOrDefault(status), new KeyValuePair<string, object?>("state", KebabWord.Of(status))));
    }

    private double Oldest()
    {
        var oldest = _spool.Unsorted.MinBy(entry => entry.Record.Envelope.ReceivedAt);
        return oldest is null ? 0 : Math.Max(0, (_time.GetUtcNow() - oldest.Record.Envelope.ReceivedAt).TotalSeconds);
    }
}
