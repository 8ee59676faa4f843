using System.Collections.Frozen;
using System.Collections.Immutable;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Delivery;
using Gatepost.Mail.Addresses;

namespace Gatepost.Gateway.Policies.Compilation;

/// <summary>Reads <c>delivery</c> with its retry profiles.</summary>
internal static class DeliveryReader
{
    /// <summary>Waits and notices of one profile: a list that somebody wrote by hand.</summary>
    private const int MostTimes = 50;

    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(30);

    public static DeliverySettings Read(YamlKeys policy)
    {
        var fallback = new DeliverySettings();
        if (policy.Group("delivery") is not { } keys)
            return fallback;
        var profile = Profile(keys, fallback);
        var settings = new DeliverySettings
        {
            RetryAfter = profile.RetryAfter,
            MaximumLife = profile.MaximumLife,
            BounceLife = profile.BounceLife,
            DelayNotices = profile.DelayNotices,
            Profiles = Profiles(keys, profile),
            BouncesPerHour = keys.Number("bounces-per-hour", fallback.BouncesPerHour, 0, 1_000_000),
            BouncesPerHourAndAddress = keys.Number("bounces-per-hour-and-address", fallback.BouncesPerHourAndAddress, 0, 1_000_000),
            Postmaster = Postmaster(keys),
            ConnectionsPerDestination = keys.Number("connections-per-destination", fallback.ConnectionsPerDestination, 1, 1_000),
            Connections = keys.Number("connections", fallback.Connections, 1, 10_000),
        };
        keys.Finish();
        return settings;
    }

    /// <summary>How long a message may wait: the same bounds wherever it is said.</summary>
    public static TimeSpan? MaximumLife(YamlKeys keys) =>
        keys.Find("maximum-life") is { } node ? YamlKeys.Duration(node, keys.Errors, Least, LongestLife) : null;

    /// <summary>What a named profile leaves out is what <c>delivery</c> itself says.</summary>
    private static FrozenDictionary<string, RetryProfile> Profiles(YamlKeys keys, RetryProfile fallback)
    {
        var profiles = new Dictionary<string, RetryProfile>(StringComparer.Ordinal);
        switch (keys.Find("retry-profiles"))
        {
            case null:
                break;
            case YamlMapping mapping:
                foreach (var (name, value) in mapping.Entries)
                    profiles[PolicyKeys.ShortName(name, keys.Errors, "a retry profile")] = Named(new YamlKeys(value, keys.Errors), fallback);
                break;
            case var other:
                keys.Errors.AddUnexpected(other, "retry profiles with their settings, such as \"patient: {maximum-life: 14d}\"");
                break;
        }
        return profiles.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static RetryProfile Named(YamlKeys keys, RetryProfile fallback)
    {
        var profile = Profile(keys, fallback);
        keys.Finish();
        return profile;
    }

    private static RetryProfile Profile(YamlKeys keys, RetryProfile fallback) => new()
    {
        RetryAfter = Times(keys, "retry-after", "1 to 50 durations such as [5m, 15m, 1h]; the last one repeats", TimeSpan.FromDays(1)) ?? fallback.RetryAfter,
        MaximumLife = MaximumLife(keys) ?? fallback.MaximumLife,
        BounceLife = keys.Duration("bounce-life", fallback.BounceLife, Least, LongestLife),
        DelayNotices = keys.Find("delay-notice") is YamlScalar { Text: "never" }
            ? []
            : Times(keys, "delay-notice", "never, or 1 to 50 ages of a message such as [4h, 1d]", LongestLife)?.Sort() ?? fallback.DelayNotices,
    };

    private static ImmutableArray<TimeSpan>? Times(YamlKeys keys, string key, string expected, TimeSpan longest)
    {
        if (keys.Find(key) is not { } node)
            return null;
        var times = keys.Items(key).Select(item => YamlKeys.Duration(item, keys.Errors, Least, longest)).ToArray();
        if (times.Length is 0 or > MostTimes)
            keys.Errors.AddUnexpected(node, expected);
        return [.. times.Select(time => time ?? TimeSpan.Zero)];
    }

    private static string? Postmaster(YamlKeys keys)
    {
        var text = keys.Text("postmaster");
        if (text is not null && !SmtpAddressParser.TryParse(text, out _))
            keys.Errors.AddUnexpected(keys.Find("postmaster")!, "an address such as postmaster@example.org");
        return text;
    }
}
