using System.Globalization;
using System.Text;

namespace Gatepost.Mail.Text;

/// <summary>
/// NFKC of any text, in time that grows with its length. Normalisation orders the marks on one letter among themselves, and takes the square of their
/// number for it: a letter with a hundred thousand marks would stop a worker.
/// </summary>
public static class NormalText
{
    /// <summary>Unicode's own bound for text that can be normalised in a stream (UAX 15, Stream-Safe Text Format); no language comes near it.</summary>
    private const int MostMarks = 30;

    /// <summary>Marks beyond the thirtieth on one letter are dropped; what is no character (half a surrogate pair, U+FFFE, U+FFFF) becomes U+FFFD.</summary>
    public static string Of(string text) => Ascii.IsValid(text) ? text : Safe(text).Normalize(NormalizationForm.FormKC);

    private static string Safe(string text)
    {
        var safe = new StringBuilder(text.Length);
        Span<char> units = stackalloc char[2];
        var marks = 0;
        // The enumeration gives U+FFFD for half a surrogate pair.
        foreach (var rune in text.EnumerateRunes())
        {
            marks = IsMark(rune) ? marks + 1 : 0;
            if (marks > MostMarks)
                continue;
            var shown = rune.Value is 0xFFFE or 0xFFFF ? Rune.ReplacementChar : rune;
            safe.Append(units[..shown.EncodeToUtf16(units)]);
        }
        return safe.ToString();
    }

    /// <summary>Also the half-width voiced sound marks of kana (U+FF9E, U+FF9F): letters by category, marks once normalised.</summary>
    private static bool IsMark(Rune rune) => rune.Value is 0xFF9E or 0xFF9F
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
}
