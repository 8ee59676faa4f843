using System.Buffers;
using System.Globalization;
using System.Text;

namespace Gatepost.Mail.Text;

/// <summary>
/// Makes text of strangers fit for one line of a log, a terminal, a page or a finding: what cannot be seen is shown as <c>&lt;U+202E&gt;</c>. Escape sequences rewrite a
/// screen or a clipboard, bidirectional controls show <c>exe.txt</c> where <c>txt.exe</c> stands, zero-width characters make two names look alike, line separators forge a line of
/// a log.
/// </summary>
public static class VisibleText
{
    private const string Cut = "...";

    private static readonly SearchValues<char> Unsuspicious = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c)]);

    /// <summary>Tabs and line ends become blanks, what is invisible is named, half a surrogate pair becomes U+FFFD. Never throws; null is an empty text.</summary>
    /// <param name="text">Whatever somebody sent.</param>
    /// <param name="maxCharacters">Longer results are cut between characters and end in <c>...</c>, which comes on top.</param>
    public static string OneLine(string? text, int maxCharacters = int.MaxValue)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        if (text.Length <= maxCharacters && !text.AsSpan().ContainsAnyExcept(Unsuspicious))
            return text;
        var line = new StringBuilder(Math.Min(text.Length, maxCharacters) + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            var before = line.Length;
            Append(line, rune);
            if (line.Length <= maxCharacters)
                continue;
            line.Length = before;
            return line.Append(Cut).ToString();
        }
        return line.ToString();
    }

    /// <summary>True for what takes no room or changes how its neighbours are shown: controls, format characters, separators of lines, letters that fill nothing, and what no font has.</summary>
    public static bool IsInvisible(Rune rune) => rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164 or 0xFFA0
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    private static void Append(StringBuilder line, Rune rune)
    {
        if (rune.Value is '\t' or '\n' or '\r')
            line.Append(' ');
        else if (IsInvisible(rune))
            line.Append(CultureInfo.InvariantCulture, $"<U+{rune.Value:X4}>");
        else
            line.Append(rune);
    }
}
