namespace Gatepost.Storage.Sqlite;

/// <summary>Where the SQLite databases lie and how patient their users are.</summary>
public sealed record SqliteStorageSettings
{
    /// <summary>Absolute path of the data folder; the databases lie in its subfolder <c>database</c>.</summary>
    public required string DataFolder { get; init; }

    /// <summary>
    /// How long one statement waits for another process's lock before it fails and its caller backs off. Five seconds is SQLite's customary busy time:
    /// longer than any of our transactions, short enough that nobody waits for a stuck one.
    /// </summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Day files of the log that the writer keeps open: today, yesterday, and two for late lines.</summary>
    public int OpenLogDays { get; init; } = 4;

    internal string DatabaseFolder => Path.Combine(DataFolder, "database");

    internal string LogFolder => Path.Combine(DatabaseFolder, "log");
}
