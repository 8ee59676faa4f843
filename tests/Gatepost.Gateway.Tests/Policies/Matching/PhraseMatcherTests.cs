using Gatepost.Gateway.Policies.Matching;
using Gatepost.Testing.Messages;

namespace Gatepost.Gateway.Tests.Policies.Matching;

public sealed class PhraseMatcherTests
{
    [Fact]
    public void It_finds_what_a_simple_search_finds()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            string Text(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => "aab b汇款-"[random.Next(8)]));
            string[] phrases = [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => Text(random.Next(1, 4))).Where(PhraseMatcher.IsPhrase).Distinct()];
            if (phrases.Length == 0)
                continue;
            var text = FoldedText.Of(Text(30));
            var found = new HashSet<string>();
            new PhraseMatcher([.. phrases]).Find(text, found);
            Assert.Equal(phrases.Where(phrase => StandsIn(text, FoldedText.Of(phrase))).Order(), found.Order());
        }
    }

    [Fact]
    public void Many_phrases_that_begin_alike_cost_no_more_than_few()
    {
        var matcher = new PhraseMatcher([.. Enumerable.Range(0, 5_000).Select(i => "汇款" + (char)('A' + (i % 26)) + i), "汇"]);
        var text = FoldedText.Of(new string('汇', 1_000_000));
        var limit = TimeSpan.FromSeconds(2);
        Assert.True(Timing.Best(limit, () => matcher.Find(text, new HashSet<string>())) < limit);
    }

    private static bool StandsIn(string text, string phrase)
    {
        for (var at = text.IndexOf(phrase, StringComparison.Ordinal); at >= 0; at = text.IndexOf(phrase, at + 1, StringComparison.Ordinal))
        {
            var end = at + phrase.Length;
            if (!(at > 0 && IsLetter(text[at - 1]) && IsLetter(text[at])) && !(end < text.Length && IsLetter(text[end - 1]) && IsLetter(text[end])))
                return true;
        }
        return false;
    }

    private static bool IsLetter(char c) => c is 'a' or 'b';
}
