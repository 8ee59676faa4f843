using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.Extraction;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Quarantine;
using Gatepost.Gateway.Receiving;
using Gatepost.Gateway.Spool;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gatepost.Gateway.Monitoring;

/// <summary>Registers what is counted, area by area.</summary>
public static class MonitoringRegistration
{
    /// <summary>Adds the meters and the readiness check. An area that is composed without them (a test, a tool) counts nothing.</summary>
    public static IServiceCollection AddMonitoring(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<ReceivingMetrics>();
        services.AddSingleton<InspectionMetrics>();
        services.AddSingleton<ExtractionMetrics>();
        services.AddSingleton<PolicyMetrics>();
        services.AddSingleton<SpoolMetrics>();
        services.AddSingleton<DeliveryMetrics>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<ReceivingGauges>();
        services.AddSingleton<InspectionGauges>();
        services.AddSingleton<PolicyGauges>();
        services.AddSingleton<SpoolGauges>();
        services.AddSingleton<DeliveryGauges>();
        services.AddSingleton<MessageLogGauges>();
        services.AddSingleton<ProcessGauges>();
        services.AddSingleton<QuarantineGauges>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<QuarantineGauges>());
        services.AddHostedService<GaugeStart>();
        return services;
    }

    /// <summary>Gauges answer when they are asked; somebody has to make them first.</summary>
    private sealed class GaugeStart(IServiceProvider provider) : IHostedService
    {
        private static readonly Type[] Gauges =
        [
            typeof(ReceivingGauges), typeof(InspectionGauges), typeof(PolicyGauges), typeof(SpoolGauges), typeof(DeliveryGauges), typeof(MessageLogGauges), typeof(ProcessGauges),
        ];

        public Task StartAsync(CancellationToken cancellationToken)
        {
            foreach (var gauges in Gauges)
                provider.GetRequiredService(gauges);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
