using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Gatepost.Mail.Text;

namespace Gatepost.Gateway.Policies.Matching;

/// <summary>
/// Finds whole words and phrases in a text, in one pass whatever their number (Aho-Corasick over the folded text). White space and line breaks between the words of a phrase do not matter, nor do case and compatibility forms (NFKC).
/// Scripts that write no spaces (Chinese, Japanese, Thai) have no words to be whole: there a phrase is found anywhere. Immutable.
/// </summary>
internal sealed class PhraseMatcher
{
    private readonly ImmutableArray<string> _phrases;
    private readonly ImmutableArray<string> _folded;
    private readonly FrozenDictionary<char, int[]> _byFirst;
    private readonly SearchValues<string> _search;

    public PhraseMatcher(ImmutableArray<string> phrases)
    {
        _phrases = phrases;
        _folded = [.. phrases.Select(Fold)];
        _byFirst = Enumerable.Range(0, phrases.Length).GroupBy(i => _folded[i][0]).ToFrozenDictionary(group => group.Key, group => group.ToArray());
        _search = SearchValues.Create([.. _folded], StringComparison.Ordinal);
    }

    /// <summary>True when something of a phrase is left after folding; a phrase of punctuation alone is kept as it is.</summary>
    public static bool IsPhrase(string text) => Fold(text).Length > 0;

    /// <summary>Adds the phrases that stand in the text.</summary>
    public void Find(string text, ISet<string> found)
    {
        var folded = Fold(text);
        var rest = folded.AsSpan();
        var offset = 0;
        while (found.Count < _phrases.Length && rest.IndexOfAny(_search) is var at and >= 0)
        {
            AddAt(folded, offset + at, found);
            offset += at + 1;
            rest = folded.AsSpan(offset);
        }
    }

    /// <summary>All phrases that begin at a place: the search names the place, not which one.</summary>
    private void AddAt(string folded, int at, ISet<string> found)
    {
        if (at > 0 && Joins(folded, at - 1, at))
            return;
        foreach (var i in _byFirst[folded[at]])
        {
            var end = at + _folded[i].Length;
            if (string.CompareOrdinal(folded, at, _folded[i], 0, _folded[i].Length) == 0 && !(end < folded.Length && Joins(folded, end - 1, end)))
                found.Add(_phrases[i]);
        }
    }

    /// <summary>True when two neighbours belong to one word.</summary>
    private static bool Joins(string text, int left, int right) => IsWordCharacter(text, left) && IsWordCharacter(text, right)
        && !IsUnspaced(text[left]) && !IsUnspaced(text[right]);

    private static bool IsWordCharacter(string text, int index) => text[index] == '_' || char.IsLetterOrDigit(text[index])
        || char.IsSurrogate(text[index]) && char.IsLetterOrDigit(text, char.IsLowSurrogate(text[index]) && index > 0 ? index - 1 : index)
        || CharUnicodeInfo.GetUnicodeCategory(text[index]) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>Scripts without spaces between words: Thai to Myanmar, Khmer, kana, bopomofo, Han; and their supplementary planes.</summary>
    private static bool IsUnspaced(char c) => c is (>= '\u0E00' and <= '\u109F') or (>= '\u1780' and <= '\u17FF') or (>= '\u2E80' and <= '\u312F')
        or (>= '\u31A0' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF') or (>= '\uFF66' and <= '\uFF9F') or (>= '\uD840' and <= '\uD8FF');

    /// <summary>
    /// NFKC, lower case, one space for every run of white space; invisible format characters (soft hyphen, zero-width space) vanish, since spam puts them into words.
    /// </summary>
    internal static string Fold(string text)
    {
        var normal = NormalText.Of(text);
        var folded = new StringBuilder(normal.Length);
        foreach (var c in normal)
        {
            if (char.IsWhiteSpace(c) || char.IsControl(c))
            {
                if (folded.Length > 0 && folded[^1] != ' ')
                    folded.Append(' ');
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.Format)
            {
                folded.Append(c is 'ß' or 'ẞ' ? "ss" : c is 'ς' ? "σ" : char.ToLowerInvariant(char.ToUpperInvariant(c)).ToString());
            }
        }
        if (folded.Length > 0 && folded[^1] == ' ')
            folded.Length--;
        return folded.ToString();
    }
}
