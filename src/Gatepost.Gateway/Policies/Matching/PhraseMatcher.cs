using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;

namespace Gatepost.Gateway.Policies.Matching;

/// <summary>
/// Finds whole words and phrases in a folded text (<see cref="FoldedText"/>), in one pass whatever their number: the library's search of many texts finds where one begins, a tree of
/// their letters tells which. White space and line breaks between the words of a phrase do not matter, nor do case and compatibility forms (NFKC).
/// Scripts that write no spaces (Chinese, Japanese, Thai) have no words to be whole: there a phrase is found anywhere. Immutable.
/// </summary>
internal sealed class PhraseMatcher
{
    private readonly ImmutableArray<string> _phrases;
    private readonly SearchValues<string> _search;
    private readonly Letter _root = new();

    public PhraseMatcher(ImmutableArray<string> phrases)
    {
        _phrases = phrases;
        var folded = phrases.Select(FoldedText.Of).ToArray();
        for (var i = 0; i < folded.Length; i++)
            Plant(folded[i], phrases[i]);
        _search = SearchValues.Create(folded, StringComparison.Ordinal);
    }

    /// <summary>True when something of a phrase is left after folding; a phrase of punctuation alone is kept as it is.</summary>
    public static bool IsPhrase(string text) => FoldedText.Of(text).Length > 0;

    /// <summary>Adds the phrases that stand in a folded text.</summary>
    public void Find(string folded, ISet<string> found)
    {
        var rest = folded.AsSpan();
        var offset = 0;
        while (found.Count < _phrases.Length && rest.IndexOfAny(_search) is var at and >= 0)
        {
            AddAt(folded, offset + at, found);
            offset += at + 1;
            rest = folded.AsSpan(offset);
        }
    }

    private void Plant(string folded, string phrase)
    {
        var letter = _root;
        foreach (var c in folded)
        {
            if (!letter.Next.TryGetValue(c, out var next))
                letter.Next[c] = next = new Letter();
            letter = next;
        }
        letter.Ends = [.. letter.Ends, phrase];
    }

    /// <summary>All phrases that begin at a place: as many steps as the longest has letters, however many there are.</summary>
    private void AddAt(string folded, int at, ISet<string> found)
    {
        if (at > 0 && Joins(folded, at - 1, at))
            return;
        var letter = _root;
        for (var i = at; i < folded.Length && letter.Next.TryGetValue(folded[i], out letter); i++)
        {
            if (letter.Ends.IsEmpty || (i + 1 < folded.Length && Joins(folded, i, i + 1)))
                continue;
            foreach (var phrase in letter.Ends)
                found.Add(phrase);
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

    /// <summary>A letter of the tree. Filled in the constructor alone.</summary>
    private sealed class Letter
    {
        public Dictionary<char, Letter> Next { get; } = [];

        /// <summary>The phrases that end here, as they were written: several may fold to one.</summary>
        public ImmutableArray<string> Ends { get; set; } = [];
    }
}
