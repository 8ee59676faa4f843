namespace Gatepost.Storage.Shared;

/// <summary>How many rows a day of the log holds.</summary>
internal sealed record LogDayCounts(long Messages, long Recipients, long Attempts, long Refusals)
{
    /// <summary>What is carried one by one when the day is copied: messages and refused sessions.</summary>
    public long Portions { get; init; }

    public static LogDayCounts None { get; } = new(0, 0, 0, 0);

    /// <summary>True when this day holds at least what another does: lines may have come meanwhile.</summary>
    public bool Covers(LogDayCounts other) =>
        Messages >= other.Messages && Recipients >= other.Recipients && Attempts >= other.Attempts && Refusals >= other.Refusals;

    public LogDayCounts Plus(LogDayCounts other) =>
        new(Messages + other.Messages, Recipients + other.Recipients, Attempts + other.Attempts, Refusals + other.Refusals);
}
