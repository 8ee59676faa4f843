using Gatepost.Gateway.Receiving.Authentication;
using Gatepost.Gateway.Receiving.Certificates;
using Gatepost.Gateway.Receiving.Direct;
using Gatepost.Gateway.Receiving.Reloading;
using Gatepost.Gateway.Spool;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Gatepost.Gateway.Receiving;

/// <summary>Registers receiving.</summary>
public static class ReceivingRegistration
{
    /// <summary>Listeners, sessions, acceptance and late inspection; the host binds <see cref="SmtpListeners"/> to Kestrel.</summary>
    public static IServiceCollection AddReceiving(this IServiceCollection services)
    {
        services.TryAddSingleton<InspectionDesk>();
        services.TryAddSingleton<MessageAcceptance>();
        services.TryAddSingleton(new RefusalLimits());
        services.TryAddSingleton<RefusalBudget>();
        services.TryAddSingleton(new DirectLimits());
        services.TryAddSingleton<DirectConnector>();
        services.TryAddSingleton<ReceivingServices>();
        services.TryAddSingleton<Quarantine.IReprocessor, Reprocessor>();
        services.TryAddSingleton<ServerCertificates>();
        services.TryAddSingleton<TrustedClients>();
        services.AddAccounts();
        services.TryAddSingleton(provider => new ListenerFiles(
        [
            provider.GetRequiredService<ServerCertificates>().Files, .. provider.GetRequiredService<TrustedClients>().Files,
            provider.GetRequiredService<ReloadedFiles<AccountList>>(),
        ]));
        services.AddHostedService<ListenerFilesWatch>();
        services.TryAddSingleton(provider => new SmtpListeners(
            provider.GetRequiredService<Configuration.GatewaySettings>(), provider.GetRequiredService<ReceivingServices>(),
            provider.GetRequiredService<ServerCertificates>(), provider.GetRequiredService<TrustedClients>()));
        services.AddSingleton<Configuration.Reloading.ILiveSetting, Reloading.LiveListenerFiles>();
        services.TryAddSingleton<LateInspection>();
        services.AddSingleton<ISpoolCarrier>(provider => provider.GetRequiredService<LateInspection>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<LateInspection>());
        return services;
    }
}
