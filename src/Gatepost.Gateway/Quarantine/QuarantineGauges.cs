using System.Diagnostics.Metrics;
using Gatepost.Gateway.Monitoring;
using Gatepost.Gateway.Policies;
using Microsoft.Extensions.Hosting;

namespace Gatepost.Gateway.Quarantine;

/// <summary>
/// How much lies in the quarantine, by area. A database is not asked while a watcher waits: a count is taken once a minute, and the last one stands while the database is away.
/// </summary>
internal sealed class QuarantineGauges : BackgroundService
{
    /// <summary>Nobody acts on a quarantine's size within a minute, and counting millions of rows takes a second.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly IQuarantineStore _store;
    private readonly TimeProvider _time;
    private IReadOnlyDictionary<string, int> _areas = new Dictionary<string, int>();

    public QuarantineGauges(IMeterFactory meters, IQuarantineStore store, PolicySource policy, TimeProvider time)
    {
        (_store, _time) = (store, time);
        meters.Create(GatepostMeters.Quarantine).CreateObservableUpDownCounter(
            "gatepost.quarantine.recipients",
            () => Counts(policy.Current).Select(area => new Measurement<int>(area.Count, new KeyValuePair<string, object?>("area", area.Name))),
            "{recipient}", "Mail in the quarantine, counted in recipients, by area.");
    }

    /// <summary>The areas of the policy, empty ones too, and those that it had once.</summary>
    private IEnumerable<(string Name, int Count)> Counts(PolicySnapshot snapshot)
    {
        var counted = Volatile.Read(ref _areas);
        return snapshot.Areas.Keys.Concat(counted.Keys).Distinct().Select(area => (area, counted.GetValueOrDefault(area)));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        do
        {
            try
            {
                Volatile.Write(ref _areas, await _store.CountByAreaAsync(stoppingToken));
            }
            catch (Exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The database is away: who lists or puts mail there says so; a count that is a minute old is no trouble.
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
