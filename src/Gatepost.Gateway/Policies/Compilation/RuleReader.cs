using System.Collections.Frozen;
using System.Collections.Immutable;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies.Actions;
using Gatepost.Gateway.Policies.Conditions;
using Gatepost.Gateway.Policies.Routes;

namespace Gatepost.Gateway.Policies.Compilation;

/// <summary>Reads <c>rules</c>.</summary>
internal static class RuleReader
{
    public static ImmutableArray<PolicyRule> Read(YamlKeys policy, FrozenDictionary<string, QuarantineArea> areas)
    {
        if (policy.Find("rules") is not { } node)
            return [];
        if (node is not YamlSequence list)
        {
            policy.Errors.AddUnexpected(node, "a list of rules");
            return [];
        }
        if (list.Items.Length > PolicyLimits.Rules)
            policy.Errors.Add(list, $"more than {PolicyLimits.Rules} rules");
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. list.Items.Take(PolicyLimits.Rules).Select(item => Read(new YamlKeys(item, policy.Errors), areas, names))];
    }

    private static PolicyRule Read(YamlKeys keys, FrozenDictionary<string, QuarantineArea> areas, HashSet<string> names)
    {
        var name = ReadName(keys, names);
        var when = keys.FindFilled("when", "a condition");
        var condition = when is null ? null : ConditionReader.Read(when, keys.Errors);
        var scope = new ActionScope(areas, condition ?? (when is null ? null : UnreadCondition.Instance));
        var actions = keys.Require("then", "an action or a list of actions") is { } then ? ActionReader.Read(then, scope, keys.Errors) : [];
        var rule = new PolicyRule
        {
            Name = name,
            IsEnabled = keys.Flag("enabled", true),
            Comment = keys.Text("comment"),
            Route = keys.FindFilled("route", "who to whom") is { } route ? ReadRoute(new YamlKeys(route, keys.Errors)) : RuleRoute.All,
            Condition = condition,
            Actions = actions,
            Continues = keys.Flag("continue", false),
        };
        if (keys.Find("then") is YamlSequence { Items.Length: 0 } or YamlMapping { Entries.Length: 0 })
            keys.Errors.AddUnexpected(keys.Find("then")!, "an action or a list of actions");
        CheckContinue(keys, rule);
        keys.Finish();
        return rule;
    }

    private static void CheckContinue(YamlKeys keys, PolicyRule rule)
    {
        if (!rule.Continues || rule.Actions.IsEmpty)
            return;
        if (rule.Intercept is null)
            keys.Errors.Add(keys.Find("continue")!, "this rule decides nothing, so later rules are asked anyway; remove \"continue\"");
        else if (rule.Intercept is DeliverAction)
            keys.Errors.Add(keys.Find("continue")!, "\"deliver\" means that no further rule is asked; remove \"continue\" or \"deliver\"");
    }

    private static string ReadName(YamlKeys keys, HashSet<string> names)
    {
        if (keys.Require("name", "the name of the rule") is not { } node || YamlKeys.Text(node, keys.Errors, "the name of the rule") is not { } name)
            return "";
        if (name.Trim().Length == 0 || name.Length > PolicyLimits.NameCharacters || name.Any(char.IsControl))
            keys.Errors.Add(node, $"expected a name of 1 to {PolicyLimits.NameCharacters} characters on one line");
        else if (name.StartsWith('('))
            keys.Errors.Add(node, "names in brackets belong to built-in rules; expected another first character");
        else if (!names.Add(name))
            keys.Errors.Add(node, $"a rule named {node.Describe()} stands above already; names must differ, since logs tell rules by them");
        return name;
    }

    private static RuleRoute ReadRoute(YamlKeys keys)
    {
        keys.FindFilled("direction", "incoming, outgoing or both");
        var route = new RuleRoute
        {
            Direction = keys.Choice<Direction?>("direction", null, ("incoming", Direction.Incoming), ("outgoing", Direction.Outgoing), ("both", null)),
            From = keys.AddressPatterns("from", isRequired: false),
            To = keys.AddressPatterns("to", isRequired: false),
            Except = [.. keys.Items("except").Select(item => ReadException(new YamlKeys(item, keys.Errors)))],
        };
        keys.Finish();
        return route;
    }

    private static RouteException ReadException(YamlKeys keys)
    {
        var exception = new RouteException(keys.AddressPatterns("from", isRequired: false), keys.AddressPatterns("to", isRequired: false));
        if (keys.Find("from") is null && keys.Find("to") is null)
            keys.Errors.Add(keys.Mapping, "expected \"from\" or \"to\" or both; an exception without them would switch the rule off");
        keys.Finish();
        return exception;
    }

    /// <summary>Stands for a condition with mistakes, so that the actions do not report what follows from them.</summary>
    private sealed class UnreadCondition : PolicyCondition
    {
        public static UnreadCondition Instance { get; } = new();

        public override string Sentence => "";

        public override bool NamesParts => true;

        public override ConditionMatch? Evaluate(PolicyFacts facts) => null;
    }
}
