using System.Globalization;
using System.Text;
using Gatepost.Mail.Text;

namespace Gatepost.Gateway.Policies.Matching;

/// <summary>
/// Text as words are looked for in it: NFKC, lower case, one space for every run of white space; invisible format characters (soft hyphen, zero-width space) vanish,
/// since spam puts them into words.
/// </summary>
internal static class FoldedText
{
    /// <summary>Folds. Never throws; time and memory grow with the length.</summary>
    public static string Of(string text)
    {
        var normal = NormalText.Of(text);
        var folded = new StringBuilder(normal.Length);
        var isBlank = true;
        foreach (var c in normal)
        {
            if (char.IsWhiteSpace(c) || char.IsControl(c))
            {
                if (!isBlank)
                    folded.Append(' ');
                isBlank = true;
            }
            else if (c < '\u0080' || CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.Format)
            {
                Append(folded, c);
                isBlank = false;
            }
        }
        if (isBlank && folded.Length > 0)
            folded.Length--;
        return folded.ToString();
    }

    private static void Append(StringBuilder folded, char c)
    {
        if (c is 'ß' or 'ẞ')
            folded.Append("ss");
        else
            folded.Append(c == 'ς' ? 'σ' : char.ToLowerInvariant(char.ToUpperInvariant(c)));
    }
}
