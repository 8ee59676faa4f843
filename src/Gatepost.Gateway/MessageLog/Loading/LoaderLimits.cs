namespace Gatepost.Gateway.MessageLog.Loading;

/// <summary>Bounds of the loader.</summary>
internal static class LoaderLimits
{
    /// <summary>Lines of one transaction: the sync at its end costs more than a thousand inserts.</summary>
    public const int BatchLines = 1_000;

    /// <summary>How long lines gather before they are loaded: a person who looks does not notice it.</summary>
    public static TimeSpan BatchTime { get; } = TimeSpan.FromMilliseconds(200);

    /// <summary>A quarter of a second at first, doubled up to half a minute: an administrator who mends the database need not wait long.</summary>
    public static TimeSpan WaitAfter(int failures) =>
        TimeSpan.FromMilliseconds(Math.Min(250 * Math.Pow(2, Math.Min(failures - 1, 10)), 30_000));
}
