using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Inspection.Child;

/// <summary>Registration of the host side.</summary>
public static class ChildInspectionServices
{
    /// <summary>Adds <see cref="ChildInspection"/>; <see cref="ChildInspection.InspectAsync"/> has the shape of Receiving's delegate.</summary>
    /// <param name="services">The composition.</param>
    /// <param name="command">How the child is started: our own binary and its verb.</param>
    public static IServiceCollection AddChildInspection(this IServiceCollection services, ChildCommand command)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ChildInspectionLimits>();
        services.TryAddSingleton(provider => new ChildInspection(
            command, provider.GetRequiredService<ChildInspectionLimits>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ChildInspection>>()));
        return services;
    }
}
