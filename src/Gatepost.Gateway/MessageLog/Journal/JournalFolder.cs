using System.Globalization;

namespace Gatepost.Gateway.MessageLog.Journal;

/// <summary>The names in the folder of the journal.</summary>
internal static class JournalFolder
{
    public const string Name = "journal";
    public const string Position = "journal/position.json";
    public const string NewPosition = "journal/position.json.new";
    public const string BadLines = "journal/bad-lines.jsonl";

    private const string Prefix = "journal-";
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
}
