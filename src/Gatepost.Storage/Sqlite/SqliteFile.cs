using Microsoft.Data.Sqlite;

namespace Gatepost.Storage.Sqlite;

/// <summary>Facts of SQLite files that every store needs.</summary>
internal static class SqliteFile
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The files that belong to a database, the main one first.</summary>
    public static IReadOnlyList<string> Suffixes { get; } = ["", "-wal", "-shm"];

    /// <summary>Makes the folder, closed to others: subjects and addresses are nobody else's business.</summary>
    public static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, Private);
    }

    public static string ConnectionString(string path, SqliteOpenMode mode, TimeSpan busyTimeout) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = mode,
        // Microsoft.Data.Sqlite tries a busy statement again until its command timeout; whole seconds, and 0 would mean for ever.
        DefaultTimeout = Math.Max(1, (int)busyTimeout.TotalSeconds),
        ForeignKeys = true,
    }.ToString();

    /// <summary>True when the file is sound and a value is not what it takes (SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH).</summary>
    public static bool IsRefusalOfValue(SqliteException error) => error.SqliteErrorCode is 18 or 19 or 20;

    /// <summary>True when the file itself is the trouble: it is no database, or it is damaged (SQLITE_CORRUPT, SQLITE_NOTADB).</summary>
    public static bool IsDamage(SqliteException error) => error.SqliteErrorCode is 11 or 26;
}
