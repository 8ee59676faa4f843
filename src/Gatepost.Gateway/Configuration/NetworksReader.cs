using System.Collections.Immutable;
using System.Net;
using Gatepost.Gateway.Configuration.Units;
using Gatepost.Gateway.Configuration.Yaml;

namespace Gatepost.Gateway.Configuration;

/// <summary>Lists of networks; none of them may be everybody.</summary>
internal static class NetworksReader
{
    /// <param name="keys">The group.</param>
    /// <param name="key">The list.</param>
    /// <param name="everybody">What it would mean if everybody stood in it.</param>
    public static ImmutableArray<IPNetwork> Read(YamlKeys keys, string key, string everybody)
    {
        var networks = ImmutableArray.CreateBuilder<IPNetwork>();
        foreach (var item in keys.Items(key))
        {
            if (YamlKeys.Text(item, keys.Errors, NetworkText.Expected) is { } text && Network(item, text, everybody, keys.Errors) is { } network)
                networks.Add(network);
        }
        return networks.ToImmutable();
    }

    private static IPNetwork? Network(YamlNode node, string text, string everybody, ConfigurationErrors errors)
    {
        if (!NetworkText.TryParse(text, out var network))
            errors.AddUnexpected(node, NetworkText.Expected);
        else if (network.PrefixLength == 0)
            errors.Add(node, $"found {node.Describe()}, which is everybody: {everybody}");
        else
            return network;
        return null;
    }
}
