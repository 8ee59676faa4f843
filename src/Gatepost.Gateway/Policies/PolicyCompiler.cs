using System.Collections.Frozen;
using System.Collections.Immutable;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies.Compilation;

namespace Gatepost.Gateway.Policies;

/// <summary>Turns the YAML of a policy into a snapshot, or into every mistake at once. Pure; never throws over what is in the text.</summary>
public static class PolicyCompiler
{
    /// <summary>The version of the form that this program reads.</summary>
    public const int FormVersion = 1;

    /// <summary>Compiles.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="fileName">How the administrator named the file; stands in the errors.</param>
    /// <param name="revision">The number that the snapshot gets.</param>
    public static PolicyCompilation Compile(string yaml, string fileName, long revision)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        ArgumentNullException.ThrowIfNull(fileName);
        var compilation = CompileOnce(yaml, fileName, revision);
        return compilation.IsValid && Difference(compilation) is { } words
            ? new PolicyCompilation(null, null, [new ConfigurationError(fileName, 1, 1, "", words)])
            : compilation;
    }

    private static PolicyCompilation CompileOnce(string yaml, string fileName, long revision)
    {
        var errors = new ConfigurationErrors(fileName);
        if (YamlDocumentReader.Read(yaml, errors, PolicyLimits.Yaml) is not { } root || !IsPolicy(root, errors))
            return new PolicyCompilation(null, null, errors.All);
        var canonical = PolicyCanonical.Write(root);
        var snapshot = Read(new YamlKeys(root, errors), revision, PolicyCanonical.Hash(canonical)) with { Yaml = canonical };
        return errors.IsEmpty ? new PolicyCompilation(snapshot, canonical, []) : new PolicyCompilation(null, null, errors.All);
    }

    /// <summary>
    /// What is kept is the canonical form, and every later start reads that. Where it would not be the same policy the administrator must know now, and not when the
    /// gateway comes up without a policy.
    /// </summary>
    private static string? Difference(PolicyCompilation compilation)
    {
        var kept = CompileOnce(compilation.Canonical!, "canonical form", compilation.Snapshot!.Revision);
        if (!kept.IsValid)
            return $"this policy cannot be kept: its canonical form has mistakes ({kept.Errors[0]}); write what this is about in another way";
        var sentences = kept.Snapshot.Rules.Select(rule => rule.Sentence);
        return kept.Canonical == compilation.Canonical && sentences.SequenceEqual(compilation.Snapshot.Rules.Select(rule => rule.Sentence), StringComparer.Ordinal)
            ? null
            : "this policy cannot be kept: its canonical form says something else";
    }

    /// <summary>Without its first key a file is something else, and a thousand unknown keys would be no help.</summary>
    private static bool IsPolicy(YamlNode root, ConfigurationErrors errors)
    {
        if (root is YamlMapping mapping && mapping.Find("gatepost-policy") is { } version)
        {
            if (version is YamlScalar { Text: "1" })
                return true;
            errors.AddUnexpected(version, $"{FormVersion}, the version of the form that this program reads");
            return false;
        }
        errors.Add(root, $"the key \"gatepost-policy\" is missing, expected \"gatepost-policy: {FormVersion}\" at the top of a policy");
        return false;
    }

    private static PolicySnapshot Read(YamlKeys keys, long revision, string hash)
    {
        keys.Find("gatepost-policy");
        var areas = SettingsReader.Areas(keys);
        var delivery = DeliveryReader.Read(keys);
        var rules = RuleReader.Read(keys, areas);
        var active = rules.Where(rule => rule.IsEnabled).ToArray();
        var conditions = active.Select(rule => rule.Condition).OfType<Conditions.PolicyCondition>().ToArray();
        var snapshot = new PolicySnapshot
        {
            Revision = revision,
            Hash = hash,
            InternalDomains = SettingsReader.InternalDomains(keys),
            NextHops = NextHopReader.Read(keys, delivery),
            Rules = rules,
            Areas = areas,
            Inspectors = SettingsReader.Inspectors(keys),
            Delivery = delivery,
            MixedRejection = SettingsReader.MixedRejection(keys),
            RequiredInspectors = conditions.SelectMany(condition => condition.Inspectors).ToFrozenSet(StringComparer.Ordinal),
            RequiredCategories = conditions.SelectMany(condition => condition.Categories).ToFrozenSet(),
            Needs = active.SelectMany(rule => rule.Actions).Select(action => action.Needs).Concat(conditions.Select(condition => condition.Needs))
                .Aggregate(InspectionNeeds.None, (all, needs) => all | needs),
        };
        keys.Finish();
        return snapshot;
    }
}

/// <summary>What came of compiling: a snapshot, or the mistakes.</summary>
/// <param name="Snapshot">The compiled policy; null when there are mistakes.</param>
/// <param name="Canonical">The canonical YAML whose hash the snapshot carries; null when there are mistakes.</param>
/// <param name="Errors">Every mistake, in the order of the file.</param>
public sealed record PolicyCompilation(PolicySnapshot? Snapshot, string? Canonical, IReadOnlyList<ConfigurationError> Errors)
{
    /// <summary>True when the policy can be put in force.</summary>
    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(true, nameof(Snapshot), nameof(Canonical))]
    public bool IsValid => Snapshot is not null;
}
