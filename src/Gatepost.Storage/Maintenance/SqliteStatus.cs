using Gatepost.Storage.Sqlite;
using Gatepost.Storage.Sqlite.Log;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Gatepost.Storage.Maintenance;

/// <summary>The status of the SQLite databases of a data folder.</summary>
internal static class SqliteStatus
{
    public static DatabaseStatus Read(SqliteStorageSettings settings)
    {
        var days = Directory.Exists(settings.LogFolder) ? Days(settings.LogFolder).OrderByDescending(day => day.Day).ToList() : [];
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        return new DatabaseStatus
        {
            Kind = "sqlite",
            Place = settings.DatabaseFolder,
            Version = connection.ServerVersion,
            Octets = Directory.Exists(settings.DatabaseFolder) ? new DirectoryInfo(settings.DatabaseFolder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) : 0,
            Pending =
            [
                .. Pending<SqliteSettingsContext>(settings, "settings", options => new SqliteSettingsContext(options)),
                .. Pending<SqliteQuarantineContext>(settings, "quarantine", options => new SqliteQuarantineContext(options)),
            ],
            Days = days,
        };
    }

    private static IEnumerable<LogDaySize> Days(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            if (LogFileName.TryParse(Path.GetFileName(path), out var day))
                yield return new LogDaySize(day, SqliteFile.Suffixes.Select(suffix => new FileInfo(path + suffix)).Where(file => file.Exists).Sum(file => file.Length), null);
        }
    }

    private static IEnumerable<string> Pending<TContext>(SqliteStorageSettings settings, string name, Func<DbContextOptions, TContext> create)
        where TContext : DbContext
    {
        var path = Path.Combine(settings.DatabaseFolder, name + ".db");
        var connection = SqliteFile.ConnectionString(path, SqliteOpenMode.ReadOnly, settings.BusyTimeout);
        using var context = create(new DbContextOptionsBuilder<TContext>().UseSqlite(connection).Options);
        var applied = File.Exists(path) ? context.Database.GetAppliedMigrations().ToList() : [];
        return [.. context.Database.GetMigrations().Except(applied).Select(migration => $"{name}: {migration}")];
    }
}
