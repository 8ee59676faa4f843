using Gatepost.Gateway.MessageLog.Journal;
using Gatepost.Gateway.MessageLog.Loading;
using Gatepost.Gateway.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gatepost.Gateway.MessageLog;

/// <summary>Registration of the message log.</summary>
public static class MessageLogRegistration
{
    /// <summary>
    /// Adds <see cref="IMessageLog"/> (the journal), the <see cref="MessageLogLoader"/> that fills the <see cref="ILogStore"/>, and the removal of old
    /// days. Needs <see cref="Spool.ISpoolDisk"/> rooted at the data folder, <see cref="ILogStore"/> and
    /// <see cref="Configuration.GatewaySettings"/>.
    /// </summary>
    public static IServiceCollection AddMessageLog(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddNodes();
        services.TryAddSingleton(new JournalLimits());
        services.AddSingleton<MessageLogJournal>();
        services.AddSingleton<IMessageLog>(provider => provider.GetRequiredService<MessageLogJournal>());
        services.AddSingleton<MessageLogLoader>();
        services.AddHostedService(provider => provider.GetRequiredService<MessageLogLoader>());
        services.AddHostedService<MessageLogPurge>();
        return services;
    }
}
