using Gatepost.Gateway.Configuration.Yaml;

namespace Gatepost.Gateway.Policies.Compilation;

/// <summary>Lets a bare value or list stand for the one setting that is nearly always meant.</summary>
internal static class ShortForm
{
    /// <summary>The settings as a group of keys.</summary>
    public static YamlNode Open(YamlNode value, string? shortKey)
    {
        if (shortKey is null || value is YamlMapping or YamlScalar { IsNull: true })
            return value;
        var key = new YamlScalar(value.Path, value.Line, value.Column, shortKey, IsQuoted: false);
        return new YamlMapping(value.Path, value.Line, value.Column, [new YamlEntry(key, value)]);
    }
}
