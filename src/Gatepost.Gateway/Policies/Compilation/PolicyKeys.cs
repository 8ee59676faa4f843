using System.Collections.Immutable;
using Gatepost.Gateway.Configuration.Units;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Policies.Matching;

namespace Gatepost.Gateway.Policies.Compilation;

/// <summary>Values that only policies have, read like those of <see cref="YamlKeys"/>: a mistake goes to the errors, and reading goes on.</summary>
internal static class PolicyKeys
{
    /// <summary>Texts longer than this are no pattern and no word of an administrator's.</summary>
    private const int LongestText = 500;

    /// <summary>Scores, counts: the ends that make sense for the field of use.</summary>
    private const double LargestNumber = 1_000_000_000;

    /// <summary>A name that rules and routes refer to.</summary>
    public static string ShortName(YamlScalar name, ConfigurationErrors errors, string what)
    {
        if (name.Text.Length is 0 or > 40 || !name.Text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            errors.AddUnexpected(name, $"the name of {what}: up to 40 small letters, digits and hyphens");
        return name.Text;
    }

    /// <summary>A path, relative to the data folder and inside it, or absolute.</summary>
    public static string? PathText(this YamlKeys keys, string key, string what)
    {
        var path = keys.Text(key);
        if (path is not null && (path.Trim().Length == 0 || path.Contains('\0', StringComparison.Ordinal) || path.Split('/').Contains("..")))
            keys.Errors.AddUnexpected(keys.Find(key)!, what + ", absolute or inside the data folder, without \"..\"");
        return path;
    }

    /// <summary>A list that must be there and have entries.</summary>
    public static ImmutableArray<string> RequiredTexts(this YamlKeys keys, string key, string expected, Func<string, string?>? fault = null)
    {
        if (keys.Require(key, expected) is YamlSequence { Items.Length: 0 } empty)
            keys.Errors.AddUnexpected(empty, expected);
        return keys.AnyTexts(key, expected, fault);
    }

    /// <summary>A list that may be missing; an empty one is a mistake, since a missing one stands for everything.</summary>
    public static ImmutableArray<string> CheckedTexts(this YamlKeys keys, string key, string expected, Func<string, string?>? fault = null)
    {
        if (keys.FindFilled(key, expected) is YamlSequence { Items.Length: 0 } empty)
            keys.Errors.AddUnexpected(empty, expected + "; or leave the key out");
        return keys.AnyTexts(key, expected, fault);
    }

    /// <summary>A list that may be missing or empty, which both mean nothing.</summary>
    public static ImmutableArray<string> AnyTexts(this YamlKeys keys, string key, string expected, Func<string, string?>? fault = null)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        foreach (var item in keys.Items(key))
        {
            if (YamlKeys.Text(item, keys.Errors, expected) is not { } text)
                continue;
            if ((Fault(text) ?? fault?.Invoke(text)) is { } problem)
                keys.Errors.Add(item, $"found {item.Describe()}: {problem}");
            else
                texts.Add(text);
        }
        return texts.ToImmutable();
    }

    public static ImmutableArray<WildcardPattern> RequiredWildcards(this YamlKeys keys, string key, string expected) =>
        [.. keys.RequiredTexts(key, expected).Select(text => new WildcardPattern(text))];

    public static ImmutableArray<WildcardPattern> Wildcards(this YamlKeys keys, string key, string expected) =>
        [.. keys.CheckedTexts(key, expected).Select(text => new WildcardPattern(text))];

    public static ImmutableArray<AddressPattern> AddressPatterns(this YamlKeys keys, string key, bool isRequired)
    {
        const string expected = "address patterns such as user@example.org, *@example.org, example.org or *";
        var texts = isRequired ? keys.RequiredTexts(key, expected, AddressPattern.Fault) : keys.CheckedTexts(key, expected, AddressPattern.Fault);
        return [.. texts.Select(text => new AddressPattern(text))];
    }

    /// <summary><c>true</c> or <c>false</c>, which must be there.</summary>
    public static bool RequiredFlag(this YamlKeys keys, string key) => keys.Require(key, "true or false") is not null && keys.Flag(key, false);

    /// <summary><c>at-least</c> and <c>below</c> as numbers; one of them must be there.</summary>
    public static NumberRange RequiredRange(this YamlKeys keys) => Checked(keys, keys.OpenRange("at-least", "below"), "at-least", "below");

    /// <summary>The same as sizes.</summary>
    public static NumberRange RequiredSizeRange(this YamlKeys keys) =>
        Checked(keys, new NumberRange(Size(keys, "at-least"), Size(keys, "below")), "at-least", "below");

    /// <summary>A range whose ends may both be missing.</summary>
    public static NumberRange OpenRange(this YamlKeys keys, string atLeast, string below)
    {
        var range = new NumberRange(Number(keys, atLeast), Number(keys, below));
        if (range is { AtLeast: { } least, Below: { } most } && least >= most)
            keys.Errors.Add(keys.Find(below)!, $"\"{below}\" must be greater than \"{atLeast}\", or nothing can match");
        return range;
    }

    public static string SizeWords(double octets) => SizeText.Format((long)octets);

    private static NumberRange Checked(YamlKeys keys, NumberRange range, string atLeast, string below)
    {
        if (keys.Find(atLeast) is null && keys.Find(below) is null)
            keys.Errors.Add(keys.Mapping, $"one of \"{atLeast}\" and \"{below}\" is missing");
        return range;
    }

    private static double? Number(YamlKeys keys, string key) => keys.FindFilled(key, "a number") is null ? null : keys.Score(key, 0, -LargestNumber, LargestNumber);

    private static double? Size(YamlKeys keys, string key) => keys.FindFilled(key, SizeText.Expected) is null ? null : keys.Size(key, 0, 0, long.MaxValue / 4);

    private static string? Fault(string text) =>
        string.IsNullOrWhiteSpace(text) ? "it is empty" : text.Length > LongestText ? $"it has more than {LongestText} characters" : null;
}
