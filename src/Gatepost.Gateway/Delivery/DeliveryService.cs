using System.Collections.Immutable;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Delivery.Queue;
using Gatepost.Gateway.Delivery.Routing;
using Gatepost.Gateway.Delivery.Transports;
using Gatepost.Gateway.Policies;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Delivery;

/// <summary>
/// Carries what is due to its destinations: one pump that sorts, and as many workers as connections. A stop lets running transactions end for
/// <see cref="GatewaySettings.DrainTime"/>; what is cut short then stays queued.
/// </summary>
internal sealed partial class DeliveryService(
    DeliveryQueue queue, DestinationLanes lanes, DeliveryWorker worker, ConnectionCache connections, PolicySource policy, GatewaySettings settings,
    TimeProvider time, ILogger<DeliveryService> logger) : IHostedService, IDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _running = [];
    private readonly CancellationTokenSource _draining = new();
    private readonly CancellationTokenSource _cutting = new();
    private Task _pump = Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _pump = Task.Run(PumpAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _draining.CancelAsync();
        await _pump;
        var running = Task.WhenAll(Running());
        try
        {
            await running.WaitAsync(settings.DrainTime, time, cancellationToken);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            Log.Cutting(logger, Running().Length);
        }
        await _cutting.CancelAsync();
        await running;
        await connections.DisposeAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _draining.Dispose();
        _cutting.Dispose();
    }

    private async Task PumpAsync()
    {
        // Without a policy no recipient has a way, and that is a reason to bounce.
        if (!await HasPolicyAsync())
            return;
        while (!_draining.IsCancellationRequested)
        {
            try
            {
                Sort();
                StartWorkers();
                await queue.WaitAsync(_draining.Token);
            }
            catch (OperationCanceledException) when (_draining.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // Nothing expected ends here; were the pump to end, mail would stop without a word.
                Log.PumpFault(logger, fault);
                await Task.Delay(TimeSpan.FromSeconds(1), time, CancellationToken.None);
            }
        }
    }

    /// <summary>False when the process stops before.</summary>
    private async Task<bool> HasPolicyAsync()
    {
        try
        {
            await policy.InForceAsync(_draining.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Moves what is due to its destinations: recipients of a copy that go the same way stay together.</summary>
    private void Sort()
    {
        while (queue.TryTake() is { } due)
        {
            var table = policy.Current.NextHops;
            var recipients = due.Entry.Record.Envelope.Recipients;
            var groups = due.Recipients.GroupBy(
                recipient => Destination.Of(due.Copy, recipients[recipient].Address, table), DestinationComparer.Instance);
            foreach (var group in groups)
                lanes.Enqueue(group.Key, due with { Recipients = [.. group] });
        }
    }

    private void StartWorkers()
    {
        while (lanes.TryStart(policy.Current.Delivery) is { } start)
        {
            var run = worker.RunAsync(start.Lane, start.Job, _draining.Token, _cutting.Token);
            lock (_lock)
                _running.Add(run);
            _ = run.ContinueWith(Ended, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private void Ended(Task run)
    {
        lock (_lock)
            _running.Remove(run);
        if (run.Exception is { } fault)
            Log.PumpFault(logger, fault);
    }

    private ImmutableArray<Task> Running()
    {
        lock (_lock)
            return [.. _running];
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Count} deliveries did not end in time and are cut short; they are tried again after the start")]
        public static partial void Cutting(ILogger logger, int count);

        [LoggerMessage(LogLevel.Critical, "A fault in the delivery pump")]
        public static partial void PumpFault(ILogger logger, Exception fault);
    }
}
