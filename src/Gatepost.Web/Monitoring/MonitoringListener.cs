using Gatepost.Gateway.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gatepost.Web.Monitoring;

/// <summary>The HTTP listener of monitoring. Its connections carry a mark, so that nothing else is served there, and its pages nowhere else.</summary>
public static class MonitoringListener
{
    /// <summary>A scraper and a few load balancers; without a bound whoever reaches the port could take the sockets of the mail.</summary>
    private const int MaxRequestHeaders = 50;

    /// <summary>Adds the listener of the settings, where they have one.</summary>
    public static void Bind(KestrelServerOptions kestrel, GatewaySettings settings)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Metrics is not { } metrics)
            return;
        kestrel.Limits.MaxRequestHeaderCount = MaxRequestHeaders;
        kestrel.Listen(metrics.EndPoint, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => connection =>
            {
                connection.Features.Set(new MonitoringConnection());
                return next(connection);
            });
        });
    }
}

/// <summary>The mark of a connection that came in by <see cref="MonitoringListener"/>.</summary>
internal sealed record MonitoringConnection;
