using System.Collections.Immutable;
using System.Globalization;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Policies.Compilation;
using Gatepost.Gateway.Policies.Matching;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>What the conditions on words share: the words, and how many different ones must be there.</summary>
internal sealed class WordList(ImmutableArray<string> words, int atLeast)
{
    private readonly PhraseMatcher _matcher = new(words);

    public static ImmutableArray<VocabularyKey> Keys { get; } =
    [
        new("words", "list of words or phrases", "In scripts without spaces between words they are found anywhere."),
        new("at-least", "number", "How many different ones must be there; not set = 1."),
    ];

    public string Sentence => (atLeast > 1 ? string.Create(CultureInfo.InvariantCulture, $"at least {atLeast} of the words ") : "the words ")
        + PartWords.Or(words.Select(word => $"\"{word}\""));

    /// <summary>The words that were found in folded texts, as a clause, or null when there are not enough.</summary>
    public string? Find(ImmutableArray<string> folded)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in folded)
            _matcher.Find(text, found);
        return found.Count < atLeast ? null : PartWords.List([.. words.Where(found.Contains).Select(word => $"\"{PartWords.Clean(word)}\"")]);
    }

    public static WordList Read(YamlKeys keys)
    {
        var words = keys.RequiredTexts("words", "words or phrases").Distinct(StringComparer.Ordinal).ToImmutableArray();
        var usable = words.Where(PhraseMatcher.IsPhrase).ToImmutableArray();
        if (usable.Length < words.Length)
            keys.Errors.Add(keys.Find("words")!, "a word holds no visible characters");
        var atLeast = keys.Number("at-least", 1, 1, 1_000);
        if (!usable.IsEmpty && atLeast > usable.Length)
            keys.Errors.Add(keys.Find("at-least") ?? keys.Mapping, $"more than the {usable.Length} words of the list; nothing can match");
        return new WordList(usable, atLeast);
    }
}
