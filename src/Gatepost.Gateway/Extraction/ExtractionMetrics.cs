using System.Diagnostics.Metrics;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Monitoring;

namespace Gatepost.Gateway.Extraction;

/// <summary>What opening files counts. Thread-safe.</summary>
public sealed class ExtractionMetrics
{
    private readonly Histogram<double> _file;
    private readonly Histogram<double> _wait;
    private readonly Counter<long> _starts;
    private readonly Counter<long> _kept;

    /// <summary>Makes the instruments.</summary>
    public ExtractionMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(GatepostMeters.Inspection);
        _file = meter.CreateHistogram("gatepost.extraction.file.duration", "s", "How long a worker took to open a file with all within it, and how it ended.", advice: GatepostMeters.Latency);
        _wait = meter.CreateHistogram("gatepost.extraction.worker.wait", "s", "How long a file waited for a free worker.", advice: GatepostMeters.Latency);
        _starts = meter.CreateCounter<long>("gatepost.extraction.worker.starts", "{start}", "Workers started: one for some hundred files, and one after each file that took its worker down.");
        _kept = meter.CreateCounter<long>("gatepost.extraction.files.known", "{file}", "Files whose octets had been opened shortly before, and were not opened again.");
    }

    /// <summary>A file was opened.</summary>
    public void Opened(ExtractionOutcome outcome, TimeSpan elapsed) =>
        _file.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("outcome", KebabWord.Of(outcome)));

    /// <summary>A file had its turn.</summary>
    public void Waited(TimeSpan wait) => _wait.Record(wait.TotalSeconds);

    /// <summary>A worker was started.</summary>
    public void Started() => _starts.Add(1);

    /// <summary>A file was known already.</summary>
    public void Known() => _kept.Add(1);
}
