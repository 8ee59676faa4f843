using Microsoft.Extensions.Hosting;

namespace Gatepost.Gateway.Policies;

/// <summary>Puts in force what other nodes apply: asks a database that is shared for the number of its newest revision again and again.</summary>
internal sealed class PolicyWatch(PolicyService policies, TimeProvider time) : BackgroundService
{
    /// <summary>An administrator who applied a policy on one node does not wait for the others; a query of one row each costs the database nothing.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>While the database is away each try is a line in the log.</summary>
    private static readonly TimeSpan IntervalAway = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var wait = Interval;
        try
        {
            while (true)
            {
                await Task.Delay(wait, time, stoppingToken);
                wait = await policies.RefreshAsync(stoppingToken) ? Interval : IntervalAway;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops.
        }
    }
}
