using Gatepost.Gateway.Extraction;
using Gatepost.Gateway.Inspectors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Inspection;

/// <summary>Registration.</summary>
public static class InspectionServices
{
    /// <summary>Adds <see cref="InspectionPipeline"/>, <see cref="InspectionGate"/> and every inspector of this version.</summary>
    /// <param name="services">The composition.</param>
    /// <param name="slots">CPU-bound inspections at once; 0 = the number of cores.</param>
    public static IServiceCollection AddInspection(this IServiceCollection services, int slots = 0)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<InspectionLimits>();
        services.TryAddSingleton(provider => new InspectionGate(slots, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new InspectionPipeline(
            provider.GetServices<IInspector>(), provider.GetServices<InspectionSubscriber>(), provider.GetRequiredService<InspectionGate>(),
            provider.GetRequiredService<ContentExtraction>(), provider.GetRequiredService<InspectionLimits>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<InspectionPipeline>>())
        {
            Metrics = provider.GetService<InspectionMetrics>(),
        });
        return services.AddInspectors();
    }
}
