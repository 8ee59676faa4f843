using System.Collections.Frozen;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Extraction;
using Gatepost.Gateway.Inspectors.Antivirus;

namespace Gatepost.Gateway.Policies.Compilation;

/// <summary>Reads what stands around the rules: domains, areas, inspectors.</summary>
internal static class SettingsReader
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3_650);

    /// <summary>Areas that always exist; a policy may say how long they keep mail.</summary>
    private static readonly string[] BuiltInAreas = [Actions.QuarantineAction.DefaultArea, "refused"];

    public static DomainSet InternalDomains(YamlKeys policy)
    {
        const string expected = "domains such as example.org or *.example.org";
        return new DomainSet(policy.AnyTexts("internal-domains", expected, text => DomainText.IsDomainPattern(text) ? null : "expected " + expected));
    }

    public static FrozenDictionary<string, QuarantineArea> Areas(YamlKeys policy)
    {
        var areas = BuiltInAreas.ToDictionary(name => name, name => new QuarantineArea(name, TimeSpan.FromDays(30)), StringComparer.Ordinal);
        switch (policy.Find("areas"))
        {
            case null:
                break;
            case YamlMapping mapping:
                foreach (var (name, value) in mapping.Entries)
                    areas[name.Text] = Area(name, value, policy.Errors);
                break;
            case var other:
                policy.Errors.AddUnexpected(other, "areas with their settings, such as \"spam: {expires-after: 14d}\"");
                break;
        }
        return areas.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static QuarantineArea Area(YamlScalar name, YamlNode value, ConfigurationErrors errors)
    {
        var keys = new YamlKeys(value, errors);
        var area = new QuarantineArea(PolicyKeys.ShortName(name, errors, "an area"), keys.Duration("expires-after", TimeSpan.FromDays(30), TimeSpan.FromHours(1), Longest));
        keys.Finish();
        return area;
    }

    public static InspectorSettings Inspectors(YamlKeys policy)
    {
        if (policy.Group("inspectors") is not { } keys)
            return new InspectorSettings();
        var settings = new InspectorSettings
        {
            Antivirus = keys.Group("antivirus") is { } antivirus ? Antivirus(antivirus) : new AntivirusSettings(),
            Content = keys.Group("content") is { } content ? ContentReader.Read(content) : new ContentSettings(),
        };
        keys.Finish();
        return settings;
    }

    private static AntivirusSettings Antivirus(YamlKeys keys)
    {
        const string expected = "clamd servers such as unix:/run/clamav/clamd.ctl or 127.0.0.1:3310";
        var fallback = new AntivirusSettings();
        var settings = new AntivirusSettings
        {
            Servers = keys.AnyTexts("servers", expected, text => ClamdAddress.TryParse(text, out _) ? null : "expected " + expected),
            MaxOctets = keys.Size("max-size", fallback.MaxOctets, 1_024, 4_294_967_296),
            Timeout = keys.Duration("timeout", fallback.Timeout, TimeSpan.FromSeconds(1), AntivirusSettings.LongestTimeout),
            RetryAfter = keys.Duration("retry-after", fallback.RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        };
        keys.Finish();
        return settings;
    }

    public static MixedRejection MixedRejection(YamlKeys policy) => policy.Choice(
        "mixed-rejection", Policies.MixedRejection.Quarantine,
        ("quarantine", Policies.MixedRejection.Quarantine), ("delete", Policies.MixedRejection.Delete), ("notify", Policies.MixedRejection.Notify));
}
