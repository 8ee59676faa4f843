using System.Collections.Immutable;
using Gatepost.Gateway.Configuration.Yaml;

namespace Gatepost.Gateway.Configuration.Reloading;

/// <summary>Which keys of gatepost.yaml say something else than before, by the path that an administrator reads: <c>listeners[0].address</c>.</summary>
internal static class SettingsDifference
{
    /// <summary>Every value of a file by its path; an empty list or group is a value too, since it says something.</summary>
    public static ImmutableSortedDictionary<string, string> Flatten(YamlNode? root)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var pending = new Stack<YamlNode>();
        if (root is not null)
            pending.Push(root);
        while (pending.TryPop(out var node))
        {
            switch (node)
            {
                case YamlMapping { Entries.Length: > 0 } mapping:
                    foreach (var entry in mapping.Entries)
                        pending.Push(entry.Value);
                    break;
                case YamlSequence { Items.Length: > 0 } sequence:
                    foreach (var item in sequence.Items)
                        pending.Push(item);
                    break;
                case YamlScalar { IsNull: true }:
                    break;
                default:
                    values[node.Path] = node is YamlScalar scalar ? scalar.Text : node.Describe();
                    break;
            }
        }
        return values.ToImmutable();
    }

    /// <summary>The paths whose values differ, in order.</summary>
    public static ImmutableArray<string> Between(ImmutableSortedDictionary<string, string> before, ImmutableSortedDictionary<string, string> after) =>
    [
        .. before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
            .Where(path => !before.TryGetValue(path, out var old) || !after.TryGetValue(path, out var now) || old != now),
    ];
}
