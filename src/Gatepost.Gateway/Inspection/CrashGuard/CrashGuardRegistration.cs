using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gatepost.Gateway.Inspection.CrashGuard;

/// <summary>Registers the in-flight ledger. The spool's registration brings the disk.</summary>
public static class CrashGuardRegistration
{
    /// <summary>Adds the ledger; the caller starts it before the first session.</summary>
    public static IServiceCollection AddCrashGuard(this IServiceCollection services)
    {
        services.TryAddSingleton(new CrashGuardLimits());
        services.TryAddSingleton<InFlightLedger>();
        return services;
    }
}
