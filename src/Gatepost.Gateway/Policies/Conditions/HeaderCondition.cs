using System.Collections.Immutable;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Policies.Compilation;
using Gatepost.Gateway.Policies.Edits;
using Gatepost.Gateway.Policies.Matching;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>A header field has a certain value, is there, or is not.</summary>
internal sealed class HeaderCondition(string name, ImmutableArray<WildcardPattern> patterns, bool exists, string sentence) : PolicyCondition
{
    public static ConditionType Type { get; } = new(
        "header", "A header field, decoded and unfolded, says something; with several fields of the name, one is enough.",
        [
            new("name", "field name", "Which field."),
            new("contains", "list of texts", "One of these stands in the value, without regard to case."),
            new("equals", "list of texts", "The value is one of these, without regard to case."),
            new("matches", "list of patterns", "The value fits one of these, * for any characters."),
            new("exists", "true or false", "The field is there, or is not; not set = it is there."),
        ],
        ["{name: X-Mailer, contains: [bulk, mass]}", "{name: Precedence, equals: list}", "{name: List-Id, matches: \"*.example.org>\"}", "{name: Date, exists: false}"],
        Read);

    public override string Sentence => sentence;

    public override ConditionMatch? Evaluate(PolicyFacts facts)
    {
        var values = facts.HeaderValues(name).ToArray();
        if (!exists)
            return values.Length == 0 ? new ConditionMatch($"no header field {name}") : null;
        var value = Array.Find(values, value => patterns.IsEmpty || patterns.Any(pattern => pattern.IsMatch(value.AsSpan().Trim())));
        return value is null ? null : new ConditionMatch($"header field {name} is \"{PartWords.Clean(value.Trim())}\"");
    }

    private static HeaderCondition Read(YamlKeys keys)
    {
        var name = keys.Require("name", "the name of a header field") is { } node ? YamlKeys.Text(node, keys.Errors, "the name of a header field") : null;
        if (name is not null && !HeaderText.IsFieldName(name))
            keys.Errors.Add(keys.Find("name")!, $"found {keys.Find("name")!.Describe()}, expected the name of a header field, without its colon");
        var forms = new (string Key, string Before, string After)[] { ("contains", "*", "*"), ("equals", "", ""), ("matches", "", "") };
        var used = forms.Where(form => keys.FindFilled(form.Key, "texts") is not null).ToArray();
        var exists = keys.Flag("exists", true);
        if (used.Length > 1 || (used.Length == 1 && keys.Find("exists") is not null))
            keys.Errors.Add(keys.Mapping, "expected one of \"contains\", \"equals\", \"matches\" and \"exists\"; join several conditions with \"all\"");
        if (used.Length == 0)
            return new HeaderCondition(name ?? "", [], exists, exists ? $"a header field {name}" : $"no header field {name}");
        var (key, before, after) = used[0];
        var texts = keys.CheckedTexts(key, "texts", key == "matches" ? null : NoWildcard);
        return new HeaderCondition(name ?? "", [.. texts.Select(text => new WildcardPattern(before + text + after))], true, $"a header field {name} that {Verb(key)} {PartWords.Or(texts)}");
    }

    private static string Verb(string key) => key == "contains" ? "contains" : key == "equals" ? "is" : "fits";

    private static string? NoWildcard(string text) => text.Contains('*', StringComparison.Ordinal) ? "use \"matches\" for wildcards" : null;
}
