using System.Globalization;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;

namespace Gatepost.Storage.Sqlite.Log;

/// <summary>Which day a line belongs to, and how its file is called.</summary>
internal static class LogDay
{
    private const string Prefix = "log-";
    private const string Suffix = ".db";

    public static string FileName(DateOnly day) => Prefix + day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + Suffix;

    public static bool TryParseFileName(string name, out DateOnly day)
    {
        day = default;
        return name.Length == Prefix.Length + 10 + Suffix.Length
            && name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal)
            && DateOnly.TryParseExact(name.AsSpan(Prefix.Length, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
    }

    /// <summary>The name of a day's file with a reason behind it, as <see cref="LogFolder.SetAside"/> makes it.</summary>
    public static bool TryParseSetAsideName(string name, out DateOnly day)
    {
        day = default;
        var length = FileName(default).Length;
        return name.Length > length + 1 && name[length] == '.' && TryParseFileName(name[..length], out day);
    }

    /// <summary>Everything of a message lies in the day of its id; a refusal in the day when it was spoken.</summary>
    public static DateOnly Of(LogEntry entry) => entry switch
    {
        RefusalLogged refusal => Of(refusal.At),
        MessageLogged message => Of(message.MailId),
        AttemptLogged attempt => Of(attempt.MailId),
        StatusLogged status => Of(status.MailId),
        _ => throw new ArgumentException($"A log line of the kind {entry.GetType().Name} is not known.", nameof(entry)),
    };

    public static DateOnly Of(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    /// <summary>The day of an id that somebody typed; false where it is no id of ours.</summary>
    public static bool TryOf(MailId id, out DateOnly day)
    {
        day = default;
        if (id.Value.Version != 7)
            return false;
        try
        {
            day = Of(id.Time);
            return true;
        }
        catch (ArgumentOutOfRangeException)
        {
            return false;
        }
    }

    private static DateOnly Of(MailId id) =>
        TryOf(id, out var day) ? day : throw new ArgumentException($"{id} carries no time: it is no mail id of ours.", nameof(id));
}
