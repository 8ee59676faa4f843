using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Gatepost.Mail.Text.Languages;

/// <summary>
/// The language of a text: by its writing where that tells, by letters that only one language of a writing has, by the small words that every sentence is made of. Looks at the beginning only, so that the cost stays
/// some ten microseconds; says nothing rather than something wrong.
/// </summary>
public static class LanguageDetector
{
    /// <summary>Enough for some 500 words; the greeting alone may be in another language.</summary>
    private const int SampleCharacters = 4_096;

    /// <summary>A word or two of another language stand in any text.</summary>
    private const int FewestWords = 3;

    private const int FewestLetters = 4;

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Words = StopWords.Bits.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>All codes that it may give.</summary>
    public static ImmutableArray<string> Known { get; } =
    [
        .. StopWords.Languages.Concat(Enum.GetValues<Script>().Select(Scripts.LanguageOf).OfType<string>()).Concat(["zh", "ja", "ru", "uk", "be", "bg", "mk", "sr", "kk", "mn", "ar", "fa", "ur"]).Order(StringComparer.Ordinal),
    ];

    /// <summary>The code of ISO 639-1 (<c>en</c>, <c>zh</c>), or null where the text is too short or tells too little.</summary>
    public static string? Detect(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sample = Sample(text);
        var counts = new ScriptCounts(sample);
        return counts.Most(FewestLetters) switch
        {
            null => null,
            Script.Latin => Latin(sample),
            Script.Han => counts.Of(Script.Kana) * 20 > counts.Of(Script.Han) ? "ja" : "zh",
            Script.Kana => "ja",
            Script.Cyrillic => Cyrillic(sample),
            Script.Arabic => Arabic(sample),
            { } script => Scripts.LanguageOf(script),
        };
    }

    /// <summary>Addresses are no words of any language; what stands in front of a long quotation counts.</summary>
    private static ReadOnlySpan<char> Sample(string text)
    {
        var trimmed = text.AsSpan().TrimStart();
        return trimmed[..Math.Min(trimmed.Length, SampleCharacters)];
    }

    private static string? Latin(ReadOnlySpan<char> sample)
    {
        Span<int> hits = stackalloc int[StopWords.Languages.Length];
        hits.Clear();
        Span<char> lower = stackalloc char[StopWords.LongestWord];
        var (position, words) = (0, 0);
        while (NextWord(sample, ref position) is { Length: > 0 } word)
        {
            words++;
            if (word.Length > lower.Length || word.ToLowerInvariant(lower) <= 0 || !Words.TryGetValue(lower[..word.Length], out var languages))
                continue;
            for (var index = 0; languages != 0; index++, languages = (int)((uint)languages >> 1))
                hits[index] += languages & 1;
        }
        var (best, second) = (0, -1);
        for (var index = 1; index < hits.Length; index++)
        {
            if (hits[index] > hits[best])
                (best, second) = (index, hits[best]);
            else
                second = Math.Max(second, hits[index]);
        }
        // In a text of a language a third of the words are among its small ones; lists of names and codes have a few by chance.
        return hits[best] >= FewestWords && hits[best] > second && hits[best] * 12 >= words ? StopWords.Languages[best] : null;
    }

    private static ReadOnlySpan<char> NextWord(ReadOnlySpan<char> text, ref int position)
    {
        while (position < text.Length && !char.IsLetter(text[position]))
            position++;
        var start = position;
        while (position < text.Length && (char.IsLetter(text[position]) || char.GetUnicodeCategory(text[position]) == System.Globalization.UnicodeCategory.NonSpacingMark))
            position++;
        return text[start..position];
    }

    private static string Cyrillic(ReadOnlySpan<char> sample)
    {
        var russian = Count(sample, "ыэёЫЭЁ");
        if (Count(sample, "їєґЇЄҐ") is var ukrainian && ukrainian > 0 && ukrainian >= russian)
            return "uk";
        if (Count(sample, "ўЎ") > 0 && Count(sample, "іІ") > 0)
            return "be";
        if (Count(sample, "ѓќѕЃЌЅ") > 0)
            return "mk";
        if (Count(sample, "ђћјљњџЂЋЈЉЊЏ") > 0)
            return "sr";
        if (Count(sample, "әғқңөұүһӘҒҚҢӨҰҮҺ") > 0)
            return Count(sample, "ғқұҒҚҰ") > 0 ? "kk" : "mn";
        // The hard sign ends no syllable of Russian; in Bulgarian it is a vowel.
        return russian == 0 && Count(sample, "ъЪ") * 150 > sample.Length ? "bg" : Count(sample, "іІ") > 2 && russian == 0 ? "uk" : "ru";
    }

    private static string Arabic(ReadOnlySpan<char> sample)
    {
        if (Count(sample, "ٹڈڑںےہھ") > 1)
            return "ur";
        return Count(sample, "پچژگکی") * 40 > sample.Length ? "fa" : "ar";
    }

    private static int Count(ReadOnlySpan<char> text, ReadOnlySpan<char> letters)
    {
        var count = 0;
        foreach (var letter in text)
            count += letter > '\u0400' && letters.Contains(letter) ? 1 : 0;
        return count;
    }
}
