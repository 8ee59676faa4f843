using System.Collections.Frozen;
using System.Collections.Immutable;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Policies.Conditions;

namespace Gatepost.Gateway.Policies.Compilation;

/// <summary>Reads <c>when</c>: one condition, or <c>all</c>, <c>any</c> and <c>not</c> of several.</summary>
internal static class ConditionReader
{
    private static readonly FrozenDictionary<string, ConditionType> Types =
        ConditionTypes.All.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);

    private static readonly string[] Names = ["all", "any", "not", .. ConditionTypes.All.Select(type => type.Name)];

    /// <summary>The condition, or null after a mistake.</summary>
    public static PolicyCondition? Read(YamlNode node, ConfigurationErrors errors) => Read(node, errors, depth: 1);

    private static PolicyCondition? Read(YamlNode node, ConfigurationErrors errors, int depth)
    {
        if (node is not YamlMapping { Entries.Length: 1 } mapping)
        {
            errors.AddUnexpected(node, node is YamlMapping { Entries.Length: > 1 } or YamlSequence
                ? "one condition; join several by \"all:\" or \"any:\" and a list"
                : "a condition such as \"finding: {category: virus}\"");
            return null;
        }
        var (key, value) = mapping.Entries[0];
        if (key.Text is "all" or "any" or "not")
            return ReadCombined(key, value, errors, depth);
        if (!Types.TryGetValue(key.Text, out var type))
        {
            var near = DidYouMean.Find(key.Text, Names);
            errors.Add(key, $"no condition is named {key.Describe()}; " + (near is null ? "expected " + YamlKeys.OneOf(Names) : $"did you mean \"{near}\"?"));
            return null;
        }
        var before = errors.Total;
        var keys = new YamlKeys(ShortForm.Open(value, type.ShortKey), errors);
        var condition = type.Read(keys);
        keys.Finish();
        return errors.Total == before ? condition : null;
    }

    private static PolicyCondition? ReadCombined(YamlScalar key, YamlNode value, ConfigurationErrors errors, int depth)
    {
        if (depth >= PolicyLimits.ConditionDepth)
        {
            errors.Add(key, $"conditions are nested deeper than {PolicyLimits.ConditionDepth} levels; split the rule");
            return null;
        }
        if (key.Text == "not")
            return Read(value, errors, depth + 1) is { } negated ? new NotCondition(negated) : null;
        if (value is not YamlSequence { Items.Length: > 0 } list)
        {
            errors.AddUnexpected(value, "a list of conditions");
            return null;
        }
        var members = list.Items.Select(item => Read(item, errors, depth + 1)).ToArray();
        if (members.Contains(null))
            return null;
        var all = members.Select(member => member!).ToImmutableArray();
        return key.Text == "all" ? new AllCondition(all) : new AnyCondition(all);
    }
}
