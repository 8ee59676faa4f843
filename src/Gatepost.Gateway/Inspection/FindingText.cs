using System.Globalization;
using System.Text;

namespace Gatepost.Gateway.Inspection;

/// <summary>Makes text that may come from a message fit for one line of a log, a terminal or a page: what cannot be seen is shown as <c>&lt;U+202E&gt;</c>.</summary>
public static class FindingText
{
    /// <summary>Cleans and shortens.</summary>
    public static string OneLine(string text, int maxCharacters)
    {
        ArgumentNullException.ThrowIfNull(text);
        var cut = text.Length > maxCharacters ? string.Concat(text.AsSpan(0, maxCharacters), "...") : text;
        if (!NeedsCleaning(cut))
            return cut;
        var output = new StringBuilder(cut.Length + 16);
        foreach (var rune in cut.EnumerateRunes())
        {
            if (rune.Value is '\r' or '\n' or '\t')
                output.Append(' ');
            else if (IsInvisible(rune))
                output.Append(CultureInfo.InvariantCulture, $"<U+{rune.Value:X4}>");
            else
                output.Append(rune.ToString());
        }
        return output.ToString();
    }

    private static bool NeedsCleaning(string text)
    {
        foreach (var character in text)
        {
            if (character is < ' ' or >= '\u007f')
                return true;
        }
        return false;
    }

    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}
