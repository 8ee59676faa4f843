using Gatepost.Gateway.Configuration.Stores;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Nodes;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Quarantine;
using Gatepost.Storage.PostgreSql.Log;
using Gatepost.Storage.PostgreSql.Nodes;
using Gatepost.Storage.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Gatepost.Storage.PostgreSql;

/// <summary>Registration of the PostgreSQL stores.</summary>
internal static class PostgreSqlStorage
{
    /// <summary>
    /// Adds <see cref="IPolicyStore"/>, <see cref="IQuarantineStore"/> and <see cref="ILogStore"/> on PostgreSQL, and what several nodes on one database need:
    /// leases, turns, and the watch for policies that other nodes apply. Nothing is opened before a store is used.
    /// </summary>
    public static IServiceCollection AddPostgreSqlStorage(this IServiceCollection services, PostgreSqlSettings settings)
    {
        services.AddSingleton(_ => new PostgreSqlConnections(settings));
        services.AddSingleton<IContextSource<SettingsContext>>(provider => PostgreSqlContextSource.Settings(provider.GetRequiredService<PostgreSqlConnections>()));
        services.AddSingleton<IContextSource<QuarantineContext>>(provider => PostgreSqlContextSource.Quarantine(provider.GetRequiredService<PostgreSqlConnections>()));
        services.AddSingleton<IPolicyStore, PolicyStore>();
        services.AddSingleton<IQuarantineStore, QuarantineStore>();
        services.AddSingleton<ILogStore, PostgreSqlLogStore>();
        services.AddSingleton<INodeLeases, PostgreSqlLeases>();
        services.AddSingleton<IMessageTurns, PostgreSqlMessageTurns>();
        return services.AddPolicyWatch();
    }
}
