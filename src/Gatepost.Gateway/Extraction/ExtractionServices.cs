using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Extraction;

/// <summary>Registration.</summary>
public static class ExtractionServices
{
    /// <summary>Adds the workers that open files, and what puts their answers among the parts.</summary>
    /// <param name="services">The composition.</param>
    /// <param name="command">How a worker is started.</param>
    /// <param name="scratch">A folder of this process's own, made when it is needed.</param>
    public static IServiceCollection AddExtraction(this IServiceCollection services, ExtractorCommand command, string scratch)
    {
        services.TryAddSingleton<ExtractorLimits>();
        services.TryAddSingleton(provider => new ExtractorPool(
            command, provider.GetRequiredService<ExtractorLimits>(), scratch, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ExtractorPool>>())
        {
            Metrics = provider.GetService<ExtractionMetrics>(),
        });
        services.TryAddSingleton(provider => new KeptExtractions(
            provider.GetRequiredService<ExtractorPool>(), provider.GetRequiredService<ExtractorLimits>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<ExtractionMetrics>()));
        services.TryAddSingleton<IFileExtractor>(provider => provider.GetRequiredService<KeptExtractions>());
        services.TryAddSingleton<ContentExtraction>();
        return services;
    }

    /// <summary>Starts the first worker with the host.</summary>
    public static IServiceCollection AddFirstWorker(this IServiceCollection services) => services.AddHostedService<FirstWorker>();
}
