using System.Collections.Frozen;
using System.Collections.Immutable;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Policies.Actions;

namespace Gatepost.Gateway.Policies.Compilation;

/// <summary>Reads <c>then</c>: one action or a list, with at most one that decides.</summary>
internal static class ActionReader
{
    private static readonly FrozenDictionary<string, ActionType> Types = ActionTypes.All.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);

    private static readonly string[] Deciding = ["deliver", "hold", "quarantine", "temporary-failure", "reject", "delete"];

    public static ImmutableArray<PolicyAction> Read(YamlNode node, ActionScope scope, ConfigurationErrors errors)
    {
        var actions = ImmutableArray.CreateBuilder<PolicyAction>();
        var intercept = false;
        foreach (var (name, value) in Entries(node, errors))
        {
            if (ReadOne(name, value, scope, errors) is not { } action)
                continue;
            if (action.Intercepts is not null && intercept)
                errors.Add(name, $"a second action decides; expected at most one of {YamlKeys.OneOf(Deciding)}");
            intercept |= action.Intercepts is not null;
            actions.Add(action);
        }
        return actions.ToImmutable();
    }

    /// <summary>The actions in order: a name alone, a group of names with settings, or a list of both.</summary>
    private static IEnumerable<YamlEntry> Entries(YamlNode node, ConfigurationErrors errors)
    {
        if (node is YamlMapping group)
            return group.Entries;
        var entries = new List<YamlEntry>();
        foreach (var item in node is YamlSequence list ? list.Items : [node])
        {
            switch (item)
            {
                case YamlScalar { IsNull: false } name:
                    entries.Add(new YamlEntry(name, new YamlScalar(name.Path, name.Line, name.Column, "", IsQuoted: false)));
                    break;
                case YamlMapping { Entries.Length: 1 } mapping:
                    entries.Add(mapping.Entries[0]);
                    break;
                default:
                    errors.AddUnexpected(item, "an action such as \"hold\" or \"tag-subject: '[SPAM]'\"");
                    break;
            }
        }
        return entries;
    }

    private static PolicyAction? ReadOne(YamlScalar name, YamlNode value, ActionScope scope, ConfigurationErrors errors)
    {
        if (!Types.TryGetValue(name.Text, out var type))
        {
            var near = DidYouMean.Find(name.Text, Types.Keys);
            var hint = near is null ? "expected " + YamlKeys.OneOf(ActionTypes.All.Select(known => known.Name)) : $"did you mean \"{near}\"?";
            errors.Add(name, $"no action is named {name.Describe()}; {hint}");
            return null;
        }
        if (value is YamlScalar { IsNull: true } && !type.TakesNoSettings)
        {
            errors.Add(name, $"\"{type.Name}\" needs settings: {YamlKeys.OneOf(type.Keys.Select(key => key.Name))}");
            return null;
        }
        var before = errors.Total;
        var keys = new YamlKeys(ShortForm.Open(value, type.ShortKey), errors);
        var action = type.Read(keys, scope);
        keys.Finish();
        return errors.Total == before ? action : null;
    }
}
