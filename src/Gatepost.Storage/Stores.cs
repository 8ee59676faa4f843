using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Quarantine;
using Gatepost.Storage.Content;
using Gatepost.Storage.PostgreSql;
using Gatepost.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Gatepost.Storage;

/// <summary>Registration of the stores that the settings ask for.</summary>
public static class Stores
{
    /// <summary>Adds the stores of policy, quarantine and log on the database of the settings, and the store of content.</summary>
    public static IServiceCollection AddStores(this IServiceCollection services, GatewaySettings settings)
    {
        if (settings.S3 is { } s3)
            services.AddSingleton<IContentStore>(_ => new S3ContentStore(s3));
        else
            services.AddSingleton<IContentStore, FolderContentStore>();
        return settings.PostgreSql is { } postgreSql ? services.AddPostgreSqlStorage(postgreSql) : services.AddSqliteStorage();
    }
}
