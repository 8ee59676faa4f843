using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Delivery;
using Gatepost.Commands.Extractor;
using Gatepost.Commands.InspectChild;
using Gatepost.Gateway.Extraction;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Inspection.Child;
using Gatepost.Gateway.Inspection.CrashGuard;
using Gatepost.Gateway.Inspectors.CrashTest;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Monitoring;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Quarantine;
using Gatepost.Gateway.Receiving;
using Gatepost.Gateway.Spool;
using Gatepost.Hosting.Systemd;
using Gatepost.Storage;
using Gatepost.Web.Api;
using Gatepost.Web.Monitoring;
using Microsoft.Extensions.DependencyInjection;

namespace Gatepost.Hosting;

/// <summary>The whole object graph in one place: a table of contents, each line explained by its name.</summary>
internal static class Composition
{
    public static IServiceCollection AddGatepost(this IServiceCollection services, GatewaySettings settings, GatewayStart start)
    {
        services.AddSingleton(settings);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(start.FirstPolicy ?? FirstPolicy.Embedded);
        services.AddSingleton<IFailpoints>(ProcessFailpoints.Parse(start.Failpoint));
        services.AddSingleton<InspectInChild>(provider => provider.GetRequiredService<ChildInspection>().InspectAsync);
        services.AddServiceLife(start);
        return services
            .AddMonitoringPages(settings)
            .AddMonitoring()
            .AddSpool()
            .AddCrashGuard()
            .AddMessageLog()
            .AddStores(settings)
            .AddPolicies()
            .AddExtraction(ExtractorCommandVerb.Command(start.ExtractorFaults), Path.Combine(settings.DataFolder, "scratch"))
            .AddFirstWorker()
            .AddInspection(settings.InspectionSlots)
            .AddChildInspection(new ChildCommand(Environment.ProcessPath!, [InspectChildCommand.Name]))
            .AddCrashTestInspector(start.TestInspector)
            .AddDns()
            .AddDelivery()
            .AddQuarantine()
            .AddReceiving()
            .AddGatepostApi();
    }
}
