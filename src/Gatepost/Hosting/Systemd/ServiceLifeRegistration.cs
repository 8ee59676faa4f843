using Gatepost.Gateway.Configuration.Reloading;
using Gatepost.Gateway.Policies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gatepost.Hosting.Systemd;

/// <summary>Registers what the process has to do with systemd and with signals.</summary>
internal static class ServiceLifeRegistration
{
    public static IServiceCollection AddServiceLife(this IServiceCollection services, GatewayStart start)
    {
        services.AddSingleton(start.Inherited);
        services.AddSingleton(start.Notices);
        services.AddSingleton(start.File);
        services.AddSingleton<SettingsReload>();
        services.AddSingleton(provider => new ServiceLife(
            start.Notices, provider.GetRequiredService<PolicySource>(), provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<TimeProvider>(), start.Watchdog));
        services.AddHostedService(provider => provider.GetRequiredService<ServiceLife>());
        services.AddHostedService<ReloadSignal>();
        return services;
    }
}
