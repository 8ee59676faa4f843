using System.Globalization;

namespace Gatepost.Storage.PostgreSql.Log;

/// <summary>
/// The names of a day's partitions. Loads and searches name them, and not the parents: so the locks that making and removing a partition takes on a parent stand
/// in nobody's way, and a search ends with the day that fills its page. They hold only digits of a date besides fixed text, so they may stand in SQL.
/// </summary>
internal readonly record struct LogTables(DateOnly Day)
{
    /// <summary>The parents, in the order in which partitions are made and removed.</summary>
    public static IReadOnlyList<string> Parents { get; } = ["log_message", "log_recipient", "log_address", "log_decision", "log_attempt", "log_refusal"];

    public string Suffix => Day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    public string Message => Of("log_message");

    public string Recipient => Of("log_recipient");

    public string Address => Of("log_address");

    public string Decision => Of("log_decision");

    public string Attempt => Of("log_attempt");

    public string Refusal => Of("log_refusal");

    public string Of(string parent) => $"{parent}_{Suffix}";

    /// <summary>The day that a partition's name ends in; null when it is none of ours.</summary>
    public static DateOnly? DayOf(string partition) =>
        partition.Length > 9 && partition[^9] == '_' && DateOnly.TryParseExact(partition.AsSpan(partition.Length - 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;
}
