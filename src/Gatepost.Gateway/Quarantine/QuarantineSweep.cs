using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Nodes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Quarantine;

/// <summary>
/// Every few minutes: finishes interrupted arrivals and releases of this node, and deletes what has expired, which of several nodes one does at a time.
/// </summary>
internal sealed partial class QuarantineSweep(
    IQuarantineStore store, QuarantineRemoval removal, QuarantineRelease release, INodeLeases leases, TimeProvider time, ILogger<QuarantineSweep> logger) : BackgroundService
{
    /// <summary>One round.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        await FreeArrivedAsync(cancellationToken);
        await release.RecoverAsync(cancellationToken);
        // Prolonged before each portion; a node that dies is followed by another after the next round or two.
        while (await leases.HoldAsync(NodeLeaseNames.QuarantineExpiry, QuarantineLimits.SweepInterval * 2, cancellationToken))
        {
            var now = time.GetUtcNow();
            var expired = await store.ExpiredAsync(now, now - QuarantineLimits.AbandonedAge, QuarantineLimits.ExpiryRows, cancellationToken);
            var removed = 0;
            foreach (var message in expired.GroupBy(row => row.MailId).Where(message => !removal.IsArriving(message.Key, [])))
                removed += await TryRemoveAsync([.. message], cancellationToken) ? 1 : 0;
            if (expired.Count < QuarantineLimits.ExpiryRows || removed == 0)
                return;
        }
    }

    private async Task FreeArrivedAsync(CancellationToken cancellationToken)
    {
        // Those that stay are stepped over: a thousand files that were set aside must not keep the rest.
        for (var kept = 0; ;)
        {
            var ids = await removal.ArrivingAsync(kept, cancellationToken);
            foreach (var id in ids)
                kept += await TryFreeAsync(id, cancellationToken) ? 0 : 1;
            if (ids.Count < QuarantineLimits.ExpiryRows)
                return;
        }
    }

    /// <summary>A disk that refuses must keep neither the other messages nor what a sweep does next.</summary>
    private async Task<bool> TryFreeAsync(MailId id, CancellationToken cancellationToken)
    {
        try
        {
            return await removal.FreeIfArrivedAsync(id, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Log.NotFreed(logger, error, id, QuarantineLimits.SweepInterval);
            return false;
        }
    }

    /// <summary>One message whose content cannot be removed must not keep all others.</summary>
    private async Task<bool> TryRemoveAsync(IReadOnlyList<QuarantinedMail> rows, CancellationToken cancellationToken)
    {
        var id = rows[0].MailId;
        try
        {
            await removal.RemoveAsync(rows, "expired", cancellationToken);
            Log.Expired(logger, id, rows.Count);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Log.NotRemoved(logger, error, id, QuarantineLimits.SweepInterval);
            return false;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(QuarantineLimits.SweepInterval, time);
        try
        {
            do
                await TryAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Failed(logger, error, QuarantineLimits.SweepInterval);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3, LogLevel.Warning, "{Id} has expired in the quarantine, but cannot be removed; it is tried again in {Interval}.")]
        public static partial void NotRemoved(ILogger logger, Exception error, MailId id, TimeSpan interval);

        [LoggerMessage(4, LogLevel.Warning, "{Id} is in the quarantine, but that the spool is done with it could not be made durable; other nodes can release it after the next try, in {Interval}.")]
        public static partial void NotFreed(ILogger logger, Exception error, MailId id, TimeSpan interval);

        [LoggerMessage(1, LogLevel.Information, "{Id} expired in the quarantine for {Recipients} recipient(s) and was deleted.")]
        public static partial void Expired(ILogger logger, MailId id, int recipients);

        [LoggerMessage(2, LogLevel.Warning, "Expired mail could not be removed from the quarantine; it is tried again in {Interval}.")]
        public static partial void Failed(ILogger logger, Exception error, TimeSpan interval);
    }
}
