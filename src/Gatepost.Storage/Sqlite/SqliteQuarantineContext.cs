using Gatepost.Storage.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Gatepost.Storage.Sqlite;

/// <summary><c>quarantine.db</c>.</summary>
internal sealed class SqliteQuarantineContext(DbContextOptions options) : QuarantineContext(options);

/// <summary>Lets <c>dotnet ef migrations add NAME --context SqliteQuarantineContext -o Migrations/Sqlite/Quarantine</c> see the model.</summary>
internal sealed class SqliteQuarantineContextFactory : IDesignTimeDbContextFactory<SqliteQuarantineContext>
{
    public SqliteQuarantineContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteQuarantineContext>().UseSqlite("Data Source=:memory:").Options);
}
