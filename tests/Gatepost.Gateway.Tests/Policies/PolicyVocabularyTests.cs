using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Policies.Actions;
using Gatepost.Gateway.Policies.Compilation;
using Gatepost.Gateway.Policies.Conditions;

namespace Gatepost.Gateway.Tests.Policies;

/// <summary>Walks the schema: a key that is listed and read by no code, or read and not listed, fails here, and so does an option whose value changes nothing.</summary>
public sealed class PolicyVocabularyTests
{
    public static TheoryData<string> ConditionNames => [.. PolicyVocabulary.Conditions.Select(entry => entry.Name)];

    public static TheoryData<string> ActionNames => [.. PolicyVocabulary.Actions.Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(ConditionNames))]
    public void A_condition_reads_exactly_the_keys_that_it_lists(string name)
    {
        var type = ConditionTypes.All.Single(type => type.Name == name);
        Walk(type.Keys, type.Examples, type.ShortKey, keys => type.Read(keys)?.Sentence);
    }

    [Theory]
    [MemberData(nameof(ActionNames))]
    public void An_action_reads_exactly_the_keys_that_it_lists(string name)
    {
        var type = ActionTypes.All.Single(type => type.Name == name);
        var policy = PolicyCases.When("attachment-extension: exe");
        Walk(type.Keys, type.Examples, type.ShortKey, keys => type.Read(keys, new ActionScope(policy.Areas, policy.Rules[0].Condition)).Sentence);
    }

    [Theory]
    [MemberData(nameof(ConditionNames))]
    public void Every_example_of_a_condition_compiles_and_survives_the_canonical_form(string name)
    {
        foreach (var example in PolicyVocabulary.Conditions.Single(entry => entry.Name == name).Examples)
            RoundTrip($"  - name: r\n    when: {{{name}: {example}}}\n    then: hold\n");
    }

    [Theory]
    [MemberData(nameof(ActionNames))]
    public void Every_example_of_an_action_compiles_and_survives_the_canonical_form(string name)
    {
        foreach (var example in PolicyVocabulary.Actions.Single(entry => entry.Name == name).Examples)
            RoundTrip($"  - name: r\n    when: {{attachment-extension: exe}}\n    then: {{{name}: {example}}}\n");
    }

    [Fact]
    public void The_documentation_says_what_the_code_does()
    {
        const string mark = "a test holds it to the code. -->\n";
        var path = Path.Combine(Root(), "docs", "policy.md");
        var document = File.ReadAllText(path);
        var start = document.IndexOf(mark, StringComparison.Ordinal) + mark.Length;
        var expected = "\n## Conditions\n" + Section(PolicyVocabulary.Conditions) + "\n## Actions\n" + Section(PolicyVocabulary.Actions) + Inspectors();
        if (Environment.GetEnvironmentVariable("GATEPOST_UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, document = document[..start] + expected);
        Assert.Equal(expected, document[start..]);
    }

    private static string Inspectors()
    {
        var text = new System.Text.StringBuilder("\n## Inspectors\n\nWho states findings; `docs/findings.md` explains the names.\n\n| name | what it does | categories |\n| --- | --- | --- |\n");
        foreach (var inspector in Gateway.Inspectors.KnownInspectors.All)
        {
            var categories = inspector.Categories.Select(category => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(category.ToString()));
            text.Append("| `").Append(inspector.Name).Append("` | ").Append(inspector.Summary).Append(" | ").AppendJoin(", ", categories).Append(" |\n");
        }
        return text.ToString();
    }

    private static string Section(IEnumerable<VocabularyEntry> entries)
    {
        var text = new System.Text.StringBuilder();
        foreach (var entry in entries)
        {
            text.Append("\n### `").Append(entry.Name).Append("`\n\n").Append(entry.Summary).Append('\n');
            if (entry.Keys.Length > 0)
                text.Append("\n| key | form | meaning |\n| --- | --- | --- |\n");
            foreach (var key in entry.Keys)
                text.Append("| `").Append(key.Name).Append("` | ").Append(key.Form).Append(" | ").Append(key.Meaning).Append(" |\n");
            if (entry.ShortKey is { } shortKey)
                text.Append("\nA bare value stands for `").Append(shortKey).Append("`.\n");
            text.Append("\n```yaml\n");
            foreach (var example in entry.Examples)
                text.Append(entry.Name).Append(example.Length == 0 ? "" : ": " + example).Append('\n');
            text.Append("```\n");
        }
        return text.ToString();
    }

    private static void RoundTrip(string rule)
    {
        var first = PolicyCompiler.Compile(PolicyCases.Head + "rules:\n" + rule, "p", 1);
        Assert.Empty(first.Errors);
        var second = PolicyCompiler.Compile(first.Canonical!, "p", 1);
        Assert.Empty(second.Errors);
        Assert.Equal(first.Canonical, second.Canonical);
        Assert.Equal(first.Snapshot!.Rules[0].Sentence, second.Snapshot!.Rules[0].Sentence);
    }

    private static void Walk(IReadOnlyList<VocabularyKey> schema, IReadOnlyList<string> examples, string? shortKey, Func<YamlKeys, string?> read)
    {
        var used = new HashSet<string>();
        foreach (var example in examples)
        {
            var mapping = Open(example, shortKey);
            var keys = new YamlKeys(mapping, new ConfigurationErrors("p"));
            var sentence = read(keys);
            Assert.Empty(keys.Errors.All);
            Assert.Equal(schema.Select(key => key.Name).Order(), keys.Known.Order());
            foreach (var entry in mapping.Entries)
            {
                used.Add(entry.Key.Text);
                Assert.NotEqual(sentence, Without(mapping, entry, read));
            }
        }
        Assert.Equal(schema.Select(key => key.Name).Order(), used.Order());
        Assert.All(schema, key => Assert.True(key.Form.Length > 0 && key.Meaning.EndsWith('.'), key.Name));
    }

    /// <summary>What is read without one key: another sentence, or null with an error. The default's own value says the same as none.</summary>
    private static string? Without(YamlMapping mapping, YamlEntry entry, Func<YamlKeys, string?> read)
    {
        if (entry.Value is YamlScalar { Text: "default" or "matching" })
            return null;
        var keys = new YamlKeys(mapping with { Entries = mapping.Entries.Remove(entry) }, new ConfigurationErrors("p"));
        var sentence = read(keys);
        return keys.Errors.IsEmpty ? sentence : null;
    }

    private static YamlMapping Open(string example, string? shortKey)
    {
        var root = (YamlMapping)YamlDocumentReader.Read("value: " + example, new ConfigurationErrors("p"))!;
        return ShortForm.Open(root.Entries[0].Value, shortKey) as YamlMapping ?? new YamlMapping("value", 1, 1, []);
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Gatepost.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The checkout was not found.");
        return folder;
    }
}
