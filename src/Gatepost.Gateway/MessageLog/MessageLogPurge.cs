using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.MessageLog.Loading;
using Gatepost.Gateway.Nodes;
using Gatepost.Gateway.Spool;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.MessageLog;

/// <summary>
/// Removes days of the message log that are older than <see cref="GatewaySettings.LogDays"/>: at the start, and then each hour, which catches the
/// end of a day whenever the gateway was started. Of several nodes on one database one does it,
/// by the largest number that any of them has in its settings: each begins an hour after its start, when those that were started with it have said theirs.
/// </summary>
internal sealed partial class MessageLogPurge(ILogStore store, ISpoolDisk disk, INodeLeases leases, GatewaySettings settings, TimeProvider time, ILogger<MessageLogPurge> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private bool _hasStated;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
                await PurgeAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task PurgeAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Today counts as one of the days that are kept.
            var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
            BadLines.Purge(disk, today.AddDays(1 - settings.LogDays));
            // Nodes that do not purge state theirs too.
            var days = await leases.LargestStatedAsync(NodeLeaseNames.LogDays, settings.LogDays, cancellationToken);
            if (leases.AreShared && !_hasStated)
            {
                _hasStated = true;
                return;
            }
            if (await leases.HoldAsync(NodeLeaseNames.LogPurge, Interval * 2, cancellationToken))
                await store.PurgeAsync(today.AddDays(1 - days), cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotPurged(logger, error, Interval);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Old days of the message log could not be removed; it is tried again in {Interval}.")]
        public static partial void NotPurged(ILogger logger, Exception error, TimeSpan interval);
    }
}
