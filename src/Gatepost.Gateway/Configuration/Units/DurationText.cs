using System.Buffers;
using System.Globalization;

namespace Gatepost.Gateway.Configuration.Units;

/// <summary>Durations as administrators write them: <c>30s</c>, <c>5m</c>, <c>2h</c>, <c>7d</c>, <c>500ms</c>, <c>1w</c>; several may follow each other (<c>1h30m</c>).</summary>
public static class DurationText
{
    private static readonly SearchValues<char> NumberLetters = SearchValues.Create("0123456789.");
    private static readonly SearchValues<char> UnitEnd = SearchValues.Create("0123456789. ");

    /// <summary>What an error message names as expected.</summary>
    public const string Expected = "a duration such as 30s, 5m, 2h or 7d";

    /// <summary>Reads a duration; a bare <c>0</c> is none. A number without a unit is refused: nobody agrees on whether it means seconds.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var rest = text.AsSpan().Trim();
        if (rest is "0")
            return true;
        if (rest.IsEmpty)
            return false;
        double milliseconds = 0;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(NumberLetters);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return false;
            rest = rest[digits..].TrimStart();
            var letters = rest.IndexOfAny(UnitEnd);
            var unit = letters < 0 ? rest : rest[..letters];
            if (UnitMilliseconds(unit) is not { } factor)
                return false;
            milliseconds += number * factor;
            rest = rest[unit.Length..].TrimStart();
        }
        if (milliseconds > TimeSpan.FromDays(36_500).TotalMilliseconds)
            return false;
        duration = TimeSpan.FromMilliseconds(milliseconds);
        return true;
    }

    /// <summary>The shortest form that <see cref="TryParse"/> reads back: <c>1h30m</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
            return "0";
        var culture = CultureInfo.InvariantCulture;
        var text = "";
        if (duration.Days > 0)
            text += string.Create(culture, $"{duration.Days}d");
        if (duration.Hours > 0)
            text += string.Create(culture, $"{duration.Hours}h");
        if (duration.Minutes > 0)
            text += string.Create(culture, $"{duration.Minutes}m");
        if (duration.Seconds > 0)
            text += string.Create(culture, $"{duration.Seconds}s");
        if (duration.Milliseconds > 0)
            text += string.Create(culture, $"{duration.Milliseconds}ms");
        return text.Length == 0 ? "0" : text;
    }

    private static double? UnitMilliseconds(ReadOnlySpan<char> unit) => unit switch
    {
        "ms" => 1,
        "s" or "sec" or "second" or "seconds" => 1_000,
        "m" or "min" or "minute" or "minutes" => 60_000,
        "h" or "hour" or "hours" => 3_600_000,
        "d" or "day" or "days" => 86_400_000,
        "w" or "week" or "weeks" => 604_800_000,
        _ => null,
    };
}
