using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Quarantine;
using Gatepost.Storage.Shared;
using Gatepost.Storage.Sqlite.Log;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gatepost.Storage.Sqlite;

/// <summary>Registration of the SQLite stores.</summary>
internal static class SqliteStorage
{
    /// <summary>
    /// Adds <see cref="IPolicyStore"/>, <see cref="IQuarantineStore"/> and <see cref="ILogStore"/> on SQLite files in <c>database/</c> of the data
    /// folder of <see cref="GatewaySettings"/>. Nothing is opened, and EF Core is not loaded, before a store is used.
    /// </summary>
    public static IServiceCollection AddSqliteStorage(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new SqliteStorageSettings { DataFolder = provider.GetRequiredService<GatewaySettings>().DataFolder });
        services.AddSingleton<IContextSource<SettingsContext>>(provider => SqliteContextSource.Settings(Settings(provider)));
        services.AddSingleton<IContextSource<QuarantineContext>>(provider => SqliteContextSource.Quarantine(Settings(provider)));
        services.AddSingleton<IPolicyStore, PolicyStore>();
        services.AddSingleton<IQuarantineStore, QuarantineStore>();
        services.AddSingleton<ILogStore, SqliteLogStore>();
        return services;
    }

    private static SqliteStorageSettings Settings(IServiceProvider provider) => provider.GetRequiredService<SqliteStorageSettings>();
}
