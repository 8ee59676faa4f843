using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Gatepost.Storage.Sqlite.Log;

/// <summary>
/// The folder of day files: opens them, brings them to the newest schema, and sets aside what cannot be used, so that one bad file never stops the log.
/// </summary>
internal sealed partial class LogFolder(SqliteStorageSettings settings, TimeProvider time, ILogger logger)
{
    /// <summary>For a file of a former schema: two indexes of some million lines on a slow disk.</summary>
    private static readonly TimeSpan UpgradePatience = TimeSpan.FromMinutes(2);

    private readonly Lock _settingAside = new();

    /// <summary>The days that have a file, newest first.</summary>
    public IReadOnlyList<DateOnly> Days()
    {
        if (!Directory.Exists(settings.LogFolder))
            return [];
        var days = new List<DateOnly>();
        foreach (var path in Directory.EnumerateFiles(settings.LogFolder))
        {
            if (LogFileName.TryParse(Path.GetFileName(path), out var day))
                days.Add(day);
        }
        days.Sort((left, right) => right.CompareTo(left));
        return days;
    }

    /// <summary>Opens a day for writing; a file that cannot be used is set aside and a new one begun.</summary>
    public SqliteConnection OpenOrCreate(DateOnly day)
    {
        SqliteFile.CreateFolder(settings.LogFolder);
        return Open(day, SqliteOpenMode.ReadWriteCreate) ?? Open(day, SqliteOpenMode.ReadWriteCreate)
            ?? throw new IOException($"{PathOf(day)} cannot be used, nor can a new file in its place.");
    }

    /// <summary>Opens a day for reading, or null when it has no usable file.</summary>
    public SqliteConnection? OpenExisting(DateOnly day) => Has(day) ? Open(day, SqliteOpenMode.ReadWrite) : null;

    /// <summary>True when a day has a file, usable or not.</summary>
    public bool Has(DateOnly day) => File.Exists(PathOf(day));

    /// <summary>
    /// Removes a day. Who reads it reads on. The names go first, the database's before all: SQLite then closes without bringing into the file what waits beside it,
    /// and leaves alone what has its name by then. What a reader made who came between the names goes at last.
    /// </summary>
    public void Remove(DateOnly day)
    {
        DeleteFiles(day);
        ReleasePool(day);
        DeleteFiles(day);
    }

    private void DeleteFiles(DateOnly day)
    {
        foreach (var suffix in SqliteFile.Suffixes)
            File.Delete(PathOf(day) + suffix);
    }

    /// <summary>
    /// Removes what was set aside of days before a date, and what stands beside a day's file that is gone, after a removal that was broken off: both hold the same
    /// names and subjects as the day itself.
    /// </summary>
    public void RemoveSetAside(DateOnly before)
    {
        if (!Directory.Exists(settings.LogFolder))
            return;
        foreach (var path in Directory.EnumerateFiles(settings.LogFolder))
        {
            var name = Path.GetFileName(path);
            if ((LogFileName.TryParseSetAside(name, out var day) || (LogFileName.TryParseBeside(name, out day) && !Has(day))) && day < before)
                File.Delete(path);
        }
    }

    /// <summary>Reads all of a day's file anew: true when it is damaged, false when it is sound or not there.</summary>
    public bool IsDamaged(DateOnly day)
    {
        if (!File.Exists(PathOf(day)))
            return false;
        ReleasePool(day);
        try
        {
            using var connection = new SqliteConnection(ConnectionString(day, SqliteOpenMode.ReadWrite));
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA quick_check(1)";
            return command.ExecuteScalar() is not "ok";
        }
        catch (SqliteException error) when (SqliteFile.IsDamage(error))
        {
            return true;
        }
    }

    /// <summary>Moves the file of a day out of the way, under a name that says why.</summary>
    public void SetAside(DateOnly day, string why, string reason)
    {
        lock (_settingAside)
        {
            var path = PathOf(day);
            if (!File.Exists(path))
                return;
            ReleasePool(day);
            var aside = string.Create(CultureInfo.InvariantCulture, $"{path}.{why}-{time.GetUtcNow().ToUnixTimeMilliseconds()}");
            foreach (var suffix in SqliteFile.Suffixes.Where(suffix => File.Exists(path + suffix)))
                File.Move(path + suffix, aside + suffix, overwrite: true);
            Log.DaySetAside(logger, path, reason, aside);
        }
    }

    private SqliteConnection? Open(DateOnly day, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(ConnectionString(day, mode));
        try
        {
            connection.Open();
            Execute(connection, $"PRAGMA busy_timeout = {(long)settings.BusyTimeout.TotalMilliseconds}");
            if (Prepare(connection) is not { } version)
                return connection;
            connection.Dispose();
            SetAside(day, $"version-{version}", $"it has schema version {version}, and this version of Gatepost knows {LogSchema.Current}");
            return null;
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            if (!SqliteFile.IsDamage(error))
                throw;
            SetAside(day, "damaged", error.Message);
            return null;
        }
    }

    /// <summary>Makes an open file ready; returns its version when that is newer than ours.</summary>
    private int? Prepare(SqliteConnection connection)
    {
        Execute(connection, "PRAGMA synchronous = FULL");
        var version = LogSchema.VersionOf(connection);
        if (version > LogSchema.Current)
            return version;
        if (version < LogSchema.Current)
        {
            // Who meets a large day in the hands of another that brings it forward waits for it: an index of a million lines takes longer than any other writing.
            Execute(connection, $"PRAGMA busy_timeout = {(long)UpgradePatience.TotalMilliseconds}");
            Execute(connection, "PRAGMA journal_mode = WAL");
            var usual = connection.DefaultTimeout;
            connection.DefaultTimeout = (int)UpgradePatience.TotalSeconds;
            LogSchema.Upgrade(connection);
            connection.DefaultTimeout = usual;
            Execute(connection, $"PRAGMA busy_timeout = {(long)settings.BusyTimeout.TotalMilliseconds}");
        }
        return null;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Closes the connections to a day that wait for their next use.</summary>
    public void ReleasePool(DateOnly day)
    {
        foreach (var mode in new[] { SqliteOpenMode.ReadWrite, SqliteOpenMode.ReadWriteCreate })
        {
            using var connection = new SqliteConnection(ConnectionString(day, mode));
            SqliteConnection.ClearPool(connection);
        }
    }

    private string ConnectionString(DateOnly day, SqliteOpenMode mode) => SqliteFile.ConnectionString(PathOf(day), mode, settings.BusyTimeout);

    private string PathOf(DateOnly day) => Path.Combine(settings.LogFolder, LogFileName.Of(day));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error,
            "The log file {Path} cannot be used: {Reason}. It was moved to {Aside}, and the log goes on without its lines. Mail is not affected.")]
        public static partial void DaySetAside(ILogger logger, string path, string reason, string aside);
    }
}
