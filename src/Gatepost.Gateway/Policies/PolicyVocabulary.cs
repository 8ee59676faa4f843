using System.Collections.Immutable;
using Gatepost.Gateway.Policies.Actions;
using Gatepost.Gateway.Policies.Conditions;

namespace Gatepost.Gateway.Policies;

/// <summary>The closed sets of conditions and actions. What is not listed here does not exist for the policy.</summary>
public static class PolicyVocabulary
{
    /// <summary>Every condition, for documentation and editors.</summary>
    public static ImmutableArray<VocabularyEntry> Conditions { get; } =
        [.. ConditionTypes.All.Select(type => new VocabularyEntry(type.Name, type.Summary, type.Keys, type.ShortKey, type.Examples))];

    /// <summary>Every action.</summary>
    public static ImmutableArray<VocabularyEntry> Actions { get; } =
        [.. ActionTypes.All.Select(type => new VocabularyEntry(type.Name, type.Summary, type.Keys, type.ShortKey, type.Examples))];
}

/// <summary>A condition or an action.</summary>
/// <param name="Name">Its key in the policy.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Keys">Its settings.</param>
/// <param name="ShortKey">The key that a bare value or list stands for, or null.</param>
/// <param name="Examples">YAML values as they stand behind the name.</param>
public sealed record VocabularyEntry(string Name, string Summary, ImmutableArray<VocabularyKey> Keys, string? ShortKey, ImmutableArray<string> Examples);

/// <summary>One setting of a condition or an action.</summary>
/// <param name="Name">The key.</param>
/// <param name="Form">What stands behind it: <c>text</c>, <c>list of patterns</c>, <c>size</c>, ...</param>
/// <param name="Meaning">What it does, and what not setting it means.</param>
public sealed record VocabularyKey(string Name, string Form, string Meaning);
