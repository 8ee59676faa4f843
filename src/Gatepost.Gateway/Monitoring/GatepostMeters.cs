using System.Diagnostics.Metrics;

namespace Gatepost.Gateway.Monitoring;

/// <summary>
/// The meters, one an area, and what their instruments share. Labels come from closed sets (listeners, inspectors, dispositions, reply codes): never an address, a domain or a
/// host, since each value is a time series for ever.
/// </summary>
public static class GatepostMeters
{
    /// <summary>What all meters begin with.</summary>
    public const string Prefix = "Gatepost.";

    internal const string Receiving = Prefix + "Receiving";
    internal const string Inspection = Prefix + "Inspection";
    internal const string Policies = Prefix + "Policies";
    internal const string Spool = Prefix + "Spool";
    internal const string Delivery = Prefix + "Delivery";
    internal const string Quarantine = Prefix + "Quarantine";
    internal const string MessageLog = Prefix + "MessageLog";
    internal const string Gateway = Prefix + "Gateway";

    /// <summary>Bounds in seconds for what a client waits for: a commit takes some milliseconds, a budget is 30 s, and a peer's patience ends at 10 minutes.</summary>
    internal static readonly InstrumentAdvice<double> Latency = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600],
    };

    /// <summary>Bounds in seconds for one call to the disk: 0.1 ms is a cache that lies, a second a disk that dies.</summary>
    internal static readonly InstrumentAdvice<double> Disk = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    };

    /// <summary>Bounds in seconds for the way of a message from acceptance to its next hop: within a second when all is well, days when the next hop is away.</summary>
    internal static readonly InstrumentAdvice<double> Journey = new()
    {
        HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3_600, 14_400, 86_400, 432_000],
    };
}
