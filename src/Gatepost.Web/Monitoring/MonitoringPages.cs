using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Monitoring;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace Gatepost.Web.Monitoring;

/// <summary><c>/metrics</c>, <c>/health/live</c> and <c>/health/ready</c>.</summary>
public static class MonitoringPages
{
    /// <summary>.NET's own meter: memory, garbage collection, threads, CPU time.</summary>
    private const string RuntimeMeter = "System.Runtime";

    /// <summary>A scraper that asks more often than this gets the same answer again: collecting walks the spool.</summary>
    private const int CachedMilliseconds = 1_000;

    /// <summary>Label sets of one instrument; ours have some dozens, and what goes beyond is counted together instead of filling the memory.</summary>
    private const int MostLabelSets = 1_000;

    /// <summary>Registers the collection, where the settings have a listener for it; without one nothing is collected, and counting costs nothing.</summary>
    public static IServiceCollection AddMonitoringPages(this IServiceCollection services, GatewaySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Metrics is null)
            return services;
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(GatepostMeters.Prefix + "*", RuntimeMeter)
            .AddView(_ => new MetricStreamConfiguration { CardinalityLimit = MostLabelSets })
            .AddPrometheusExporter(exporter =>
            {
                exporter.ScrapeResponseCacheDurationMilliseconds = CachedMilliseconds;
                exporter.ScopeInfoEnabled = false;
                exporter.TargetInfoEnabled = false;
            }));
        return services;
    }

    /// <summary>Serves the pages to connections of <see cref="MonitoringListener"/>, and nothing else to them.</summary>
    public static IApplicationBuilder UseMonitoringPages(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.ApplicationServices.GetRequiredService<GatewaySettings>().Metrics is null)
            return app;
        return app.MapWhen(context => context.Features.Get<MonitoringConnection>() is not null, pages =>
        {
            pages.UseOpenTelemetryPrometheusScrapingEndpoint("/metrics");
            pages.Run(AnswerAsync);
        });
    }

    private static Task AnswerAsync(HttpContext context) => (context.Request.Method, context.Request.Path.Value) switch
    {
        ("GET" or "HEAD", "/health/live") => HealthAnswer.LiveAsync(context),
        ("GET" or "HEAD", "/health/ready") => HealthAnswer.ReadyAsync(context, context.RequestServices.GetRequiredService<Readiness>().Look()),
        _ => NotFoundAsync(context),
    };

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return context.Response.WriteAsync("Here are /metrics, /health/live and /health/ready.\n", context.RequestAborted);
    }
}
