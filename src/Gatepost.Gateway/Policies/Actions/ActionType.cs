using System.Collections.Frozen;
using System.Collections.Immutable;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Policies.Conditions;

namespace Gatepost.Gateway.Policies.Actions;

/// <summary>One kind of action: its YAML form, and how it is read.</summary>
/// <param name="Name">Its key in the policy.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Keys">Its settings; none = the bare name is the whole action.</param>
/// <param name="Examples">Values as they stand behind the name (empty for the bare name); together they use every key.</param>
/// <param name="Read">Reads the settings; mistakes go to the errors of the keys.</param>
internal sealed record ActionType(
    string Name, string Summary, ImmutableArray<VocabularyKey> Keys, ImmutableArray<string> Examples, Func<YamlKeys, ActionScope, PolicyAction> Read)
{
    /// <summary>The key that a bare value stands for.</summary>
    public string? ShortKey { get; init; }

    /// <summary>True when the bare name is enough.</summary>
    public bool TakesNoSettings { get; init; }
}

/// <summary>What an action may refer to.</summary>
/// <param name="Areas">The quarantine areas of the policy.</param>
/// <param name="Condition">The condition of its rule, or null for always.</param>
internal sealed record ActionScope(FrozenDictionary<string, QuarantineArea> Areas, PolicyCondition? Condition);
