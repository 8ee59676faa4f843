using System.Buffers;
using System.Globalization;

namespace Gatepost.Mail.Text.Styles;

/// <summary>Lengths of CSS in pixels.</summary>
internal static class CssLength
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("+-.0123456789");

    /// <summary>Null for what is no length, or of a unit that depends on the window.</summary>
    /// <param name="value">With its unit.</param>
    /// <param name="fontSize">What <c>em</c> and <c>%</c> are of.</param>
    public static double? Parse(ReadOnlySpan<char> value, double fontSize)
    {
        var digits = value.IndexOfAnyExcept(Digits) is var end and >= 0 ? end : value.Length;
        if (digits == 0 || !double.TryParse(value[..digits], NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return null;
        var unit = value[digits..].Trim();
        if (unit.Length == 0 || number == 0)
            return number;
        return unit.Length > 4 ? null : unit switch
        {
            _ when Is(unit, "px") => number,
            _ when Is(unit, "pt") => number * 4 / 3,
            _ when Is(unit, "em") => number * fontSize,
            _ when Is(unit, "%") => number * fontSize / 100,
            _ when Is(unit, "rem") => number * 16,
            _ when Is(unit, "in") => number * 96,
            _ when Is(unit, "cm") => number * 37.8,
            _ when Is(unit, "mm") => number * 3.78,
            _ => null,
        };
    }

    private static bool Is(ReadOnlySpan<char> text, ReadOnlySpan<char> word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
