using System.Globalization;
using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.MessageLog.Journal;

/// <summary>The names in the folder of the journal.</summary>
internal static class JournalFolder
{
    public const string Name = "journal";
    public const string Position = "journal/position.json";
    public const string NewPosition = "journal/position.json.new";

    private const string Prefix = "journal-";
    private const string BadPrefix = "bad-lines-";
    private const string DayForm = "yyyy-MM-dd";
    private const string Suffix = ".jsonl";

    /// <summary>
    /// A segment's name: its number is the time of its birth in Unix milliseconds, or one more than the last when the clock stands or was set back.
    /// </summary>
    public static string Segment(long number) => Prefix + number.ToString("D14", CultureInfo.InvariantCulture) + Suffix;

    public static string PathOf(string segment) => $"{Name}/{segment}";

    public static bool TryParseSegment(string name, out long number)
    {
        number = 0;
        return name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(Prefix.Length..^Suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>Where lines go that were set aside on a day.</summary>
    public static string BadLines(DateOnly day) => PathOf(BadPrefix + day.ToString(DayForm, CultureInfo.InvariantCulture) + Suffix);

    public static bool TryParseBadLines(string name, out DateOnly day)
    {
        day = default;
        return name.Length == BadPrefix.Length + DayForm.Length + Suffix.Length
            && name.StartsWith(BadPrefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal)
            && DateOnly.TryParseExact(name.AsSpan(BadPrefix.Length, DayForm.Length), DayForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
    }

    /// <summary>What lies in the folder; nothing before the first line.</summary>
    public static IReadOnlyList<string> Names(ISpoolDisk disk)
    {
        try
        {
            return disk.List(Name);
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }
}
