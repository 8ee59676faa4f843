using Gatepost.Gateway.Nodes;
using Gatepost.Gateway.Spool;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gatepost.Gateway.Quarantine;

/// <summary>Registration of the quarantine.</summary>
public static class QuarantineRegistration
{
    /// <summary>
    /// Adds the carrier of the outcome quarantine, <see cref="QuarantineService"/> and the sweep. Needs the spool, the message log, the stores and, to
    /// reprocess, an <see cref="IReprocessor"/>.
    /// </summary>
    public static IServiceCollection AddQuarantine(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<QuarantineCarrier>();
        services.AddSingleton<ISpoolCarrier>(provider => provider.GetRequiredService<QuarantineCarrier>());
        services.AddHostedService(provider => provider.GetRequiredService<QuarantineCarrier>());
        services.TryAddSingleton<IMessageTurns, MessageTurns>();
        services.AddNodes();
        services.AddSingleton<QuarantineRemoval>();
        services.AddSingleton<QuarantineRelease>();
        services.AddSingleton(provider => new QuarantineService(
            provider.GetRequiredService<IQuarantineStore>(), provider.GetRequiredService<IContentStore>(),
            provider.GetRequiredService<QuarantineRemoval>(), provider.GetRequiredService<QuarantineRelease>(), provider));
        services.AddHostedService<QuarantineSweep>();
        return services;
    }
}
