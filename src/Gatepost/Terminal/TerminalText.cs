using System.Globalization;
using System.Text;
using Gatepost.Mail.Text;

namespace Gatepost.Terminal;

/// <summary>Fits text of strangers into the columns of a terminal.</summary>
internal static class TerminalText
{
    /// <summary>One line with nothing invisible in it; see <see cref="VisibleText"/>.</summary>
    public static string Clean(string? text) => VisibleText.OneLine(text);

    /// <summary>Cleaned, and cut to a number of columns with an ellipsis.</summary>
    public static string Fit(string? text, int columns)
    {
        var clean = Clean(text);
        if (Width(clean) <= columns)
            return clean;
        var fitted = new StringBuilder();
        var width = 0;
        foreach (var rune in clean.EnumerateRunes())
        {
            width += Width(rune);
            if (width > columns - 1)
                break;
            fitted.Append(rune);
        }
        return fitted.Append('…').ToString();
    }

    /// <summary>Cleaned, and broken into lines of so many columns, between words where that is possible. At least one line, which may be empty.</summary>
    public static IReadOnlyList<string> Wrap(string? text, int columns)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in Clean(text).Split(' '))
        {
            if (line.Length > 0 && Width(line) + 1 + Width(word) > columns)
            {
                lines.Add(line);
                line = "";
            }
            line = line.Length == 0 ? word : line + " " + word;
            while (Width(line) > columns && columns > 1)
            {
                var head = Head(line, columns);
                lines.Add(head);
                line = line[head.Length..];
            }
        }
        lines.Add(line);
        return lines;
    }

    private static string Head(string text, int columns)
    {
        var length = 0;
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            width += Width(rune);
            if (width > columns)
                break;
            length += rune.Utf16SequenceLength;
        }
        return text[..Math.Max(1, length)];
    }

    /// <summary>Columns that a clean text takes.</summary>
    public static int Width(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
            width += Width(rune);
        return width;
    }

    private static int Width(Rune rune)
    {
        if (rune.Value < 0x300)
            return 1;
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
            return 0;
        return IsWide(rune.Value) ? 2 : 1;
    }

    /// <summary>East Asian wide and full-width blocks (Unicode Standard Annex 11), and emoji.</summary>
    private static bool IsWide(int value) => value is
        >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0x303E or >= 0x3041 and <= 0x33FF or >= 0x3400 and <= 0x4DBF or >= 0x4E00 and <= 0x9FFF
        or >= 0xA000 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF or >= 0xFE30 and <= 0xFE6F or >= 0xFF00 and <= 0xFF60
        or >= 0xFFE0 and <= 0xFFE6 or >= 0x1F300 and <= 0x1F64F or >= 0x1F900 and <= 0x1F9FF or >= 0x20000 and <= 0x3FFFD;
}
