using Gatepost.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Gatepost.Storage.Tests.Sqlite;

/// <summary>A data folder of one test, with real files.</summary>
internal sealed class DatabaseFolder : IDisposable
{
    public DatabaseFolder()
    {
        Path = Directory.CreateTempSubdirectory("gatepost-storage-").FullName;
        Settings = new SqliteStorageSettings { DataFolder = Path, BusyTimeout = TimeSpan.FromSeconds(5) };
    }

    public string Path { get; }

    public SqliteStorageSettings Settings { get; }

    public string LogFile(string day) => System.IO.Path.Combine(Settings.LogFolder, $"log-{day}.db");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(Path, recursive: true);
    }
}
