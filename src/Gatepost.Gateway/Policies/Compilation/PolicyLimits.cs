using Gatepost.Gateway.Configuration.Yaml;

namespace Gatepost.Gateway.Policies.Compilation;

/// <summary>Bounds of a policy file.</summary>
internal static class PolicyLimits
{
    /// <summary>4 MB: a policy of ten thousand rules. Depth 20: rules, conditions five deep, and lists in them need 18.</summary>
    public static YamlLimits Yaml { get; } = new() { Characters = 4_194_304, Depth = 20 };

    /// <summary>Rules; each is asked for each message.</summary>
    public const int Rules = 10_000;

    /// <summary><c>all</c>, <c>any</c> and <c>not</c> inside each other: more is not understood by people, and what reads conditions calls itself.</summary>
    public const int ConditionDepth = 5;

    /// <summary>Characters of a rule's name: it stands in log lines and lists.</summary>
    public const int NameCharacters = 100;
}
