using Gatepost.Storage.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Gatepost.Storage.PostgreSql;

/// <summary>The quarantine's tables on PostgreSQL.</summary>
internal sealed class PostgreSqlQuarantineContext(DbContextOptions options) : QuarantineContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.Properties<string>().HaveConversion<StorableTextConverter>();
}

/// <summary>Lets <c>dotnet ef migrations add NAME --context PostgreSqlQuarantineContext -o Migrations/PostgreSql/Quarantine</c> see the model.</summary>
internal sealed class PostgreSqlQuarantineContextFactory : IDesignTimeDbContextFactory<PostgreSqlQuarantineContext>
{
    public PostgreSqlQuarantineContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgreSqlQuarantineContext>().UseNpgsql("Host=localhost").Options);
}

/// <summary>Texts as PostgreSQL takes them.</summary>
internal sealed class StorableTextConverter() : ValueConverter<string, string>(text => StorableText.Of(text), text => text);
