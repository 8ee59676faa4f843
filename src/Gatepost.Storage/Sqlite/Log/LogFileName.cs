using System.Globalization;

namespace Gatepost.Storage.Sqlite.Log;

/// <summary>How the file of a day is called.</summary>
internal static class LogFileName
{
    private const string Prefix = "log-";
    private const string Suffix = ".db";

    public static string Of(DateOnly day) => Prefix + day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + Suffix;

    public static bool TryParse(string name, out DateOnly day)
    {
        day = default;
        return name.Length == Prefix.Length + 10 + Suffix.Length
            && name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal)
            && DateOnly.TryParseExact(name.AsSpan(Prefix.Length, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
    }

    /// <summary>The name of a day's file with a reason behind it, as <see cref="LogFolder.SetAside"/> makes it.</summary>
    public static bool TryParseSetAside(string name, out DateOnly day)
    {
        day = default;
        var length = Of(default).Length;
        return name.Length > length + 1 && name[length] == '.' && TryParse(name[..length], out day);
    }

    /// <summary>What SQLite keeps beside a day's file while it is open.</summary>
    public static bool TryParseBeside(string name, out DateOnly day)
    {
        day = default;
        var length = Of(default).Length;
        return name.Length > length && name[length..] is "-wal" or "-shm" && TryParse(name[..length], out day);
    }
}
