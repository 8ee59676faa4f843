using System.Globalization;
using Gatepost.Gateway.Policies;
using Microsoft.Extensions.Hosting;

namespace Gatepost.Hosting.Systemd;

/// <summary>
/// The service as systemd sees it: ready when the listeners are open, stopping when it is told to, and alive as long as it gets its turns. The watchdog's notice goes through the thread
/// pool that carries the mail, so that a process in which nothing moves any more is ended and started again.
/// </summary>
internal sealed class ServiceLife : BackgroundService
{
    private readonly ServiceNotices _notices;
    private readonly PolicySource _policy;
    private readonly TimeProvider _time;
    private readonly TimeSpan? _watchdog;

    public ServiceLife(ServiceNotices notices, PolicySource policy, IHostApplicationLifetime lifetime, TimeProvider time, TimeSpan? watchdog)
    {
        (_notices, _policy, _time, _watchdog) = (notices, policy, time, watchdog);
        lifetime.ApplicationStarted.Register(TellReady);
        lifetime.ApplicationStopping.Register(notices.Stopping);
    }

    /// <summary>systemd.service(5), WatchdogSec: WATCHDOG_USEC, when it is meant for this process.</summary>
    public static TimeSpan? WatchdogOf(string? microseconds, string? pid)
    {
        if (pid is { Length: > 0 } && pid != Environment.ProcessId.ToString(CultureInfo.InvariantCulture))
            return null;
        return long.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 ? TimeSpan.FromMicroseconds(value) : null;
    }

    /// <summary>Ready, also after a reload.</summary>
    public void TellReady() => _notices.Ready(_policy.Current.IsNone
        ? "No policy is in force: senders are asked to come back"
        : string.Create(CultureInfo.InvariantCulture, $"Policy revision {_policy.Current.Revision} in force"));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_watchdog is not { } patience || !_notices.IsWanted)
            return;
        // sd_watchdog_enabled(3) advises half of it.
        using var timer = new PeriodicTimer(patience / 2, _time);
        do
            _notices.Alive();
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
