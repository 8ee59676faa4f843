using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Spool.Disk;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Spool;

/// <summary>Registers the spool. The caller registers <see cref="GatewaySettings"/> and <see cref="IMessageLog"/>, and failpoints where it wants them.</summary>
public static class SpoolRegistration
{
    /// <summary>Adds disk, spool, dispatcher, the carrier of deletions and the operations of people.</summary>
    public static IServiceCollection AddSpool(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IFailpoints, NoFailpoints>();
        services.TryAddSingleton<ISpoolDisk>(provider => new PhysicalDisk(
            provider.GetRequiredService<GatewaySettings>().DataFolder, provider.GetService<SpoolMetrics>()));
        services.TryAddSingleton(provider => new SpoolLimits { MinimumFreeOctets = provider.GetRequiredService<GatewaySettings>().MinimumFreeOctets });
        services.TryAddSingleton<MailSpool>();
        services.TryAddSingleton(Dispatcher);
        services.TryAddSingleton<SpoolOperations>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISpoolCarrier, DeletionCarrier>());
        return services;
    }

    private static SpoolDispatcher Dispatcher(IServiceProvider provider) => new(
        provider.GetRequiredService<MailSpool>(), Carriers(provider), provider.GetRequiredService<IMessageLog>(),
        provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SpoolDispatcher>>());

    /// <summary>Resolved when enumerated: a carrier may depend on the dispatcher.</summary>
    private static IEnumerable<ISpoolCarrier> Carriers(IServiceProvider provider)
    {
        foreach (var carrier in provider.GetServices<ISpoolCarrier>())
            yield return carrier;
    }
}
