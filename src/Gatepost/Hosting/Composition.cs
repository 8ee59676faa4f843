using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Delivery;
using Gatepost.Commands.InspectChild;
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
using Gatepost.Storage.Sqlite;
using Gatepost.Web.Api;
using Gatepost.Web.Monitoring;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

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
        return services
            .AddMonitoringPages(settings)
            .AddMonitoring()
            .AddSpool()
            .AddCrashGuard()
            .AddMessageLog()
            .AddSqliteStorage()
            .AddPolicies()
            .AddInspection(settings.InspectionSlots)
            .AddChildInspection(new ChildCommand(Environment.ProcessPath!, [InspectChildCommand.Name]))
            .AddCrashTestInspector(start.TestInspector)
            .AddDns()
            .AddDelivery()
            .AddQuarantine()
            .AddReceiving()
            .AddGatepostApi();
    }

    public static ILoggingBuilder AddGatepostLogging(this ILoggingBuilder logging, GatewaySettings settings)
    {
        logging.SetMinimumLevel(Enum.TryParse<LogLevel>(settings.LogLevel, ignoreCase: true, out var level) ? level : LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        return settings.LogFormat == "json"
            ? logging.AddJsonConsole(options =>
            {
                options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
                options.UseUtcTimestamp = true;
            })
            : logging.AddSimpleConsole(options =>
            {
                options.SingleLine = true;
                options.TimestampFormat = "yyyy-MM-dd HH:mm:ss.fff ";
                options.UseUtcTimestamp = true;
            });
    }
}
