using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;

namespace Gatepost.Gateway.Monitoring;

/// <summary>What .NET's own meter (System.Runtime) does not tell of the process. Linux only: elsewhere nothing is open.</summary>
internal sealed class ProcessGauges
{
    private const string OpenFilesFolder = "/proc/self/fd";

    private readonly DateTime _startedAt = Process.GetCurrentProcess().StartTime.ToUniversalTime();

    public ProcessGauges(IMeterFactory meters, TimeProvider time)
    {
        var meter = meters.Create(GatepostMeters.Gateway);
        meter.CreateObservableUpDownCounter("process.open_file_descriptor.count", OpenFiles, "{file_descriptor}", "Files and sockets that are open.");
        meter.CreateObservableGauge("process.uptime", () => (time.GetUtcNow().UtcDateTime - _startedAt).TotalSeconds, "s", "Since when the process runs.");
        meter.CreateObservableGauge(
            "gatepost.build", () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", Version)), description: "Always 1; the label says which version runs.");
    }

    private static string Version { get; } =
        typeof(ProcessGauges).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    private static int OpenFiles() => Directory.Exists(OpenFilesFolder) ? Directory.EnumerateFileSystemEntries(OpenFilesFolder).Count() : 0;
}
