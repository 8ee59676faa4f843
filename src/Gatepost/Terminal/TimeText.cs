using System.Globalization;
using Gatepost.Gateway.Configuration.Units;

namespace Gatepost.Terminal;

/// <summary>Times as people read and write them; always UTC.</summary>
internal static class TimeText
{
    /// <summary>What an option that takes a time accepts.</summary>
    public const string Expected = "a time: 30m, 2h or 7d ago, 2026-11-24, or 2026-11-24T13:05 (UTC)";

    public static string Of(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary><c>in 4m</c> or <c>2h ago</c>, to the largest unit.</summary>
    public static string Relative(DateTimeOffset time, DateTimeOffset now)
    {
        var span = (time - now).Duration();
        var text = span.TotalDays >= 2 ? $"{(int)span.TotalDays}d"
            : span.TotalHours >= 2 ? $"{(int)span.TotalHours}h"
            : span.TotalMinutes >= 2 ? $"{(int)span.TotalMinutes}m"
            : $"{(int)span.TotalSeconds}s";
        return time > now ? "in " + text : text + " ago";
    }

    /// <summary>Reads a time that an administrator wrote; a duration counts back from now.</summary>
    public static bool TryParse(string text, DateTimeOffset now, out DateTimeOffset time)
    {
        if (DurationText.TryParse(text, out var ago))
        {
            time = now - ago;
            return true;
        }
        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }
}
