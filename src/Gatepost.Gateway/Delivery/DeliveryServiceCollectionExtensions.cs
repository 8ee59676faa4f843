using System.Net;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Delivery.Notices;
using Gatepost.Gateway.Delivery.Queue;
using Gatepost.Gateway.Delivery.Routing;
using Gatepost.Gateway.Delivery.Transports;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Gateway.Spool.Disk;
using Gatepost.Mail.Dns;
using Gatepost.Mail.Smtp.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Gatepost.Gateway.Delivery;

/// <summary>Registers delivery.</summary>
public static class DeliveryServiceCollectionExtensions
{
    /// <summary>
    /// Adds queue, carriers, transports, notices and the hosted service. The container must hold <see cref="MailSpool"/>, <see cref="SpoolDispatcher"/>,
    /// <c>PolicySource</c>, <c>IMessageLog</c>, <see cref="TimeProvider"/>, <see cref="IFailpoints"/>, <see cref="IDnsResolver"/> and <see cref="GatewaySettings"/>.
    /// </summary>
    public static IServiceCollection AddDelivery(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddDestinations();
        services.TryAddSingleton(Random.Shared);
        services.AddSingleton<DeliveryQueue>();
        services.AddSingleton<ISpoolCarrier, DeliveryCarrier>();
        services.AddSingleton<ISpoolCarrier, BounceCarrier>();
        AddRouting(services);
        AddTransports(services);
        AddNotices(services);
        services.AddSingleton<AttemptRecorder>();
        services.AddSingleton<DeliveryWorker>();
        services.AddHostedService<DeliveryService>();
        return services;
    }

    /// <summary>Adds what is known of destinations, for delivery and for whoever only looks.</summary>
    public static IServiceCollection AddDestinations(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(new DeliveryLimits());
        services.AddSingleton<DestinationLanes>();
        services.AddSingleton(provider => new DeliveryDestinations(
            provider.GetRequiredService<DestinationLanes>(), provider.GetRequiredService<MailSpool>(), provider.GetRequiredService<PolicySource>()));
        return services;
    }

    /// <summary>Adds the DNS resolver of the settings.</summary>
    public static IServiceCollection AddDns(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<IDnsResolver>(provider => new DnsClientResolver(
            new DnsResolverOptions { Servers = [.. provider.GetRequiredService<GatewaySettings>().DnsServers.Select(ServerOf)] },
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    private static void AddRouting(IServiceCollection services)
    {
        services.AddSingleton<NextHopResolver>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<MxResolver>(
            provider, provider.GetRequiredService<GatewaySettings>().HostName));
    }

    private static void AddTransports(IServiceCollection services)
    {
        services.AddSingleton<ConnectionCache>();
        services.AddSingleton<CertificateAuthorities>();
        services.AddSingleton<CredentialStore>();
        services.AddSingleton<NextHopProfiles>();
        services.AddSingleton<SevenBitRoom>();
        services.AddSingleton<SmtpTransport>();
        services.AddSingleton(provider => new SmtpConnector(
            new SmtpClientOptions { HostName = provider.GetRequiredService<GatewaySettings>().HostName }, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<MaildirTransport>(provider, (string root) => (ISpoolDisk)new PhysicalDisk(root)));
    }

    private static void AddNotices(IServiceCollection services)
    {
        services.AddSingleton<NoticeCaps>();
        services.AddSingleton<DeliveryNotices>();
        // The dispatcher knows the carriers, and delivery writes mail that the dispatcher takes: asked for at the call, or the container would turn in a circle.
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<LocalMail>(
            provider, (SpoolEntry entry) => provider.GetRequiredService<SpoolDispatcher>().Dispatch(entry)));
    }

    /// <summary>The settings were validated: an address, or an address and a port.</summary>
    private static IPEndPoint ServerOf(string server) => IPAddress.TryParse(server, out var address) ? new IPEndPoint(address, 53) : IPEndPoint.Parse(server);
}
