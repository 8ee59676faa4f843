using Gatepost.Storage.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Gatepost.Storage.PostgreSql;

/// <summary>The settings tables on PostgreSQL.</summary>
internal sealed class PostgreSqlSettingsContext(DbContextOptions options) : SettingsContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.Properties<string>().HaveConversion<StorableTextConverter>();
}

/// <summary>Lets <c>dotnet ef migrations add NAME --context PostgreSqlSettingsContext -o Migrations/PostgreSql/Settings</c> see the model.</summary>
internal sealed class PostgreSqlSettingsContextFactory : IDesignTimeDbContextFactory<PostgreSqlSettingsContext>
{
    public PostgreSqlSettingsContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgreSqlSettingsContext>().UseNpgsql("Host=localhost").Options);
}
