using System.Runtime.InteropServices;
using Gatepost.Gateway.Configuration.Reloading;
using Gatepost.Hosting.Systemd;
using Microsoft.Extensions.Hosting;

namespace Gatepost.Hosting;

/// <summary>SIGHUP: read the settings again, as every mail server does. Without it the signal would end the process.</summary>
internal sealed class ReloadSignal(SettingsReload settings, ServiceNotices notices, ServiceLife life) : IHostedService, IDisposable
{
    private PosixSignalRegistration? _signal;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _signal = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Take);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _signal?.Dispose();

    private void Take(PosixSignalContext signal)
    {
        signal.Cancel = true;
        notices.Reloading();
        settings.Reload();
        life.TellReady();
    }
}
