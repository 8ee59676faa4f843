using System.Globalization;
using System.Text;

namespace Gatepost.Terminal;

/// <summary>
/// Makes text of strangers fit for a terminal. A subject can carry escape sequences that rewrite the screen or the clipboard, and
/// bidirectional overrides that show <c>exe.txt</c> where <c>txt.exe</c> stands: both are shown as what they are.
/// </summary>
internal static class TerminalText
{
    /// <summary>One line without control characters; tabs and line ends become blanks.</summary>
    public static string Clean(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var isClean = true;
        foreach (var c in text)
            isClean &= c is >= ' ' and < '\x7f';
        if (isClean)
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\t' or '\n' or '\r')
                clean.Append(' ');
            else if (IsUnsafe(rune))
                clean.Append(CultureInfo.InvariantCulture, $"<U+{rune.Value:X4}>");
            else
                clean.Append(rune);
        }
        return clean.ToString();
    }

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

    private static bool IsUnsafe(Rune rune) => Rune.IsControl(rune) || rune.Value is
        0x061C or >= 0x200B and <= 0x200F or 0x2028 or 0x2029 or >= 0x202A and <= 0x202E or >= 0x2060 and <= 0x206F or 0xFEFF
        or >= 0xFFF9 and <= 0xFFFB or >= 0xE0000 and <= 0xE007F;
}
