using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;

namespace Gatepost.Gateway.Receiving.Reloading;

/// <summary>
/// Every file of the listeners that may change while the gateway runs: certificates and what else is read from files. They are looked at every few
/// seconds; <see cref="Reload"/> is for those who do not want to wait (SIGHUP).
/// </summary>
public sealed class ListenerFiles
{
    private readonly ImmutableArray<ReloadedFiles> _files;

    internal ListenerFiles(IEnumerable<ReloadedFiles> files) => _files = [.. files];

    /// <summary>Reads all of them now. The problems, each with the name of its file; what they concern stays as it was, and the log has been told.</summary>
    public IReadOnlyList<string> Reload() => [.. _files.Select(files => files.Reload()).OfType<string>()];

    internal void Check()
    {
        foreach (var files in _files)
            files.Check();
    }
}

/// <summary>Looks at the files from time to time. Polling and not inotify: it sees links that are pointed elsewhere, and files on network volumes.</summary>
internal sealed class ListenerFilesWatch(ListenerFiles files, TimeProvider time) : BackgroundService
{
    /// <summary>A new certificate is in use after two of these at the latest; reading a few small files so often costs nothing.</summary>
    internal static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                files.Check();
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }
}
