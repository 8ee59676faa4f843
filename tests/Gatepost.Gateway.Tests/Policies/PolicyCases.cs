using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;

namespace Gatepost.Gateway.Tests.Policies;

/// <summary>Policies as short as a test needs them.</summary>
internal static class PolicyCases
{
    public const string Head = "gatepost-policy: 1\ninternal-domains: [example.org]\nareas: {spam: {}}\n";

    public static PolicySnapshot Compile(string yaml)
    {
        var compilation = PolicyCompiler.Compile(yaml, "policy.yaml", 7);
        Assert.Empty(compilation.Errors);
        Assert.NotNull(compilation.Snapshot);
        return compilation.Snapshot;
    }

    /// <summary>Rules behind a head with one internal domain, <c>example.org</c>.</summary>
    public static PolicySnapshot Rules(string rules) => Compile(Head + "rules:\n" + rules);

    /// <summary>One rule that quarantines when a condition holds.</summary>
    public static PolicySnapshot When(string condition) => Rules("  - name: r\n    when: {" + condition + "}\n    then: quarantine\n");

    /// <summary>The match of a condition, or null.</summary>
    public static RuleMatch? Match(string condition, MessageInspection inspection, Direction? direction = null)
    {
        var decision = PolicyEngine.Decide(inspection, When(condition), direction).Recipients[0];
        Assert.Equal(decision.Matches.Length, decision.Disposition == Disposition.Quarantine ? 1 : 0);
        return decision.Matches.SingleOrDefault();
    }

    /// <summary>What <c>then</c> does to the first recipient of a message.</summary>
    public static RecipientDecision Then(string then, MessageInspection inspection, string when = "") =>
        PolicyEngine.Decide(inspection, Rules("  - name: r\n" + (when.Length == 0 ? "" : "    when: {" + when + "}\n") + "    then: " + then + "\n")).Recipients[0];

    /// <summary>The mistakes of a policy, one a line, without the file name.</summary>
    public static string[] Errors(string yaml) => [.. PolicyCompiler.Compile(yaml, "policy.yaml", 1).Errors.Select(error => error.ToString())];
}
