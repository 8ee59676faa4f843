using System.Collections.Immutable;
using Gatepost.Gateway.Configuration.Yaml;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>One kind of condition: its YAML form, and how it is read.</summary>
/// <param name="Name">Its key in the policy.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Keys">Its settings.</param>
/// <param name="Examples">Values as they stand behind the name; together they use every key.</param>
/// <param name="Read">Reads the settings; null after a mistake, which then is among the errors of the keys.</param>
internal sealed record ConditionType(
    string Name, string Summary, ImmutableArray<VocabularyKey> Keys, ImmutableArray<string> Examples, Func<YamlKeys, PolicyCondition?> Read)
{
    /// <summary>The key that a bare value or list stands for.</summary>
    public string? ShortKey { get; init; }
}
