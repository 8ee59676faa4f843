using System.Collections.Frozen;
using System.Collections.Immutable;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.Inspectors.Antivirus;
using Gatepost.Mail.Addresses;

namespace Gatepost.Gateway.Policies.Compilation;

/// <summary>Reads what stands around the rules: domains, areas, inspectors, delivery.</summary>
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
        if (name.Text.Length is 0 or > 40 || !name.Text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            errors.AddUnexpected(name, "the name of an area: up to 40 small letters, digits and hyphens");
        var keys = new YamlKeys(value, errors);
        var area = new QuarantineArea(name.Text, keys.Duration("expires-after", TimeSpan.FromDays(30), TimeSpan.FromHours(1), Longest));
        keys.Finish();
        return area;
    }

    public static InspectorSettings Inspectors(YamlKeys policy)
    {
        if (policy.Group("inspectors") is not { } keys)
            return new InspectorSettings();
        var settings = new InspectorSettings { Antivirus = keys.Group("antivirus") is { } antivirus ? Antivirus(antivirus) : new AntivirusSettings() };
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

    public static DeliverySettings Delivery(YamlKeys policy)
    {
        var fallback = new DeliverySettings();
        if (policy.Group("delivery") is not { } keys)
            return fallback;
        var least = TimeSpan.FromSeconds(1);
        var settings = new DeliverySettings
        {
            RetryAfter = RetryAfter(keys, fallback.RetryAfter),
            MaximumLife = keys.Duration("maximum-life", fallback.MaximumLife, least, TimeSpan.FromDays(30)),
            BounceLife = keys.Duration("bounce-life", fallback.BounceLife, least, TimeSpan.FromDays(30)),
            DelayNotice = keys.Find("delay-notice") is YamlScalar { Text: "never" } ? null : keys.Duration("delay-notice", fallback.DelayNotice!.Value, least, TimeSpan.FromDays(30)),
            BouncesPerHour = keys.Number("bounces-per-hour", fallback.BouncesPerHour, 0, 1_000_000),
            BouncesPerHourAndAddress = keys.Number("bounces-per-hour-and-address", fallback.BouncesPerHourAndAddress, 0, 1_000_000),
            Postmaster = Postmaster(keys),
            ConnectionsPerDestination = keys.Number("connections-per-destination", fallback.ConnectionsPerDestination, 1, 1_000),
            Connections = keys.Number("connections", fallback.Connections, 1, 10_000),
        };
        keys.Finish();
        return settings;
    }

    private static ImmutableArray<TimeSpan> RetryAfter(YamlKeys keys, ImmutableArray<TimeSpan> fallback)
    {
        if (keys.Find("retry-after") is not { } node)
            return fallback;
        var waits = keys.Items("retry-after").Select(item => YamlKeys.Duration(item, keys.Errors, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1))).ToArray();
        if (waits.Length is 0 or > 50)
            keys.Errors.AddUnexpected(node, "1 to 50 durations such as [5m, 15m, 1h]; the last one repeats");
        return [.. waits.Select(wait => wait ?? TimeSpan.Zero)];
    }

    private static string? Postmaster(YamlKeys keys)
    {
        var text = keys.Text("postmaster");
        if (text is not null && !SmtpAddressParser.TryParse(text, out _))
            keys.Errors.AddUnexpected(keys.Find("postmaster")!, "an address such as postmaster@example.org");
        return text;
    }

    public static MixedRejection MixedRejection(YamlKeys policy) => policy.Choice(
        "mixed-rejection", Policies.MixedRejection.Quarantine,
        ("quarantine", Policies.MixedRejection.Quarantine), ("delete", Policies.MixedRejection.Delete), ("notify", Policies.MixedRejection.Notify));
}
