using System.Diagnostics.Metrics;
using Gatepost.Gateway.Monitoring;

namespace Gatepost.Gateway.Spool;

/// <summary>What the spool and the disk below it count. Thread-safe.</summary>
public sealed class SpoolMetrics
{
    private readonly Histogram<double> _commit;
    private readonly Histogram<double> _sync;

    /// <summary>Makes the instruments.</summary>
    public SpoolMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(GatepostMeters.Spool);
        _commit = meter.CreateHistogram(
            "gatepost.spool.commit.duration", "s", "From a message's decision until it survives a power cut: write, sync, rename, sync of the folder.", advice: GatepostMeters.Disk);
        _sync = meter.CreateHistogram("gatepost.spool.fsync.duration", "s", "fsync calls in the data folder, of files and of folders.", advice: GatepostMeters.Disk);
    }

    /// <summary>A message was committed.</summary>
    public void Committed(TimeSpan elapsed) => _commit.Record(elapsed.TotalSeconds);

    /// <summary>An fsync returned.</summary>
    /// <param name="target"><c>file</c> or <c>folder</c>.</param>
    /// <param name="elapsed">How long it took.</param>
    public void Synced(string target, TimeSpan elapsed) => _sync.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("target", target));
}
