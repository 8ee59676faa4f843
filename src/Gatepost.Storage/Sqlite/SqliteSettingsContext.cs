using Gatepost.Storage.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Gatepost.Storage.Sqlite;

/// <summary><c>settings.db</c>.</summary>
internal sealed class SqliteSettingsContext(DbContextOptions options) : SettingsContext(options);

/// <summary>Lets <c>dotnet ef migrations add NAME --context SqliteSettingsContext -o Migrations/Sqlite/Settings</c> see the model.</summary>
internal sealed class SqliteSettingsContextFactory : IDesignTimeDbContextFactory<SqliteSettingsContext>
{
    public SqliteSettingsContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteSettingsContext>().UseSqlite("Data Source=:memory:").Options);
}
