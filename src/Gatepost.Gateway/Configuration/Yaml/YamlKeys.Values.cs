using System.Globalization;
using Gatepost.Gateway.Configuration.Units;

namespace Gatepost.Gateway.Configuration.Yaml;

public sealed partial class YamlKeys
{
    /// <summary>A text; null when the key is not there.</summary>
    public string? Text(string key) => Find(key) is { } node ? Text(node, Errors, "a text") : null;

    /// <summary>The text of a scalar node; anything else is an error and null.</summary>
    public static string? Text(YamlNode node, ConfigurationErrors errors, string expected)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (node is YamlScalar { IsNull: false } scalar)
            return scalar.Text;
        errors.AddUnexpected(node, expected);
        return null;
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool Flag(string key, bool fallback)
    {
        switch (Find(key))
        {
            case null:
                return fallback;
            case YamlScalar { Text: "true" or "True" or "TRUE" }:
                return true;
            case YamlScalar { Text: "false" or "False" or "FALSE" }:
                return false;
            case var node:
                Errors.AddUnexpected(node, "true or false");
                return fallback;
        }
    }

    /// <summary>A whole number in a range (both ends included).</summary>
    public int Number(string key, int fallback, int least, int most) => (int)Number(key, (long)fallback, least, most);

    /// <summary>A whole number in a range (both ends included).</summary>
    public long Number(string key, long fallback, long least, long most)
    {
        if (Find(key) is not { } node)
            return fallback;
        var expected = string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}");
        if (node is YamlScalar scalar
            && long.TryParse(scalar.Text.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most)
            return number;
        Errors.AddUnexpected(node, expected);
        return fallback;
    }

    /// <summary>A number with or without decimals in a range (both ends included).</summary>
    public double Score(string key, double fallback, double least, double most)
    {
        if (Find(key) is not { } node)
            return fallback;
        if (node is YamlScalar scalar && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most)
            return number;
        Errors.AddUnexpected(node, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));
        return fallback;
    }

    /// <summary>A duration (<see cref="DurationText"/>) in a range (both ends included).</summary>
    public TimeSpan Duration(string key, TimeSpan fallback, TimeSpan least, TimeSpan most) =>
        Find(key) is { } node ? Duration(node, Errors, least, most) ?? fallback : fallback;

    /// <summary>The duration of a node, or null after an error.</summary>
    public static TimeSpan? Duration(YamlNode node, ConfigurationErrors errors, TimeSpan least, TimeSpan most)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (node is not YamlScalar scalar || !DurationText.TryParse(scalar.Text, out var duration))
            errors.AddUnexpected(node, DurationText.Expected);
        else if (duration < least || duration > most)
            errors.AddUnexpected(node, $"a duration from {DurationText.Format(least)} to {DurationText.Format(most)}");
        else
            return duration;
        return null;
    }

    /// <summary>A size in octets (<see cref="SizeText"/>) in a range (both ends included).</summary>
    public long Size(string key, long fallback, long least, long most)
    {
        if (Find(key) is not { } node)
            return fallback;
        if (node is not YamlScalar scalar || !SizeText.TryParse(scalar.Text, out var octets))
            Errors.AddUnexpected(node, SizeText.Expected);
        else if (octets < least || octets > most)
            Errors.AddUnexpected(node, $"a size from {SizeText.Format(least)} to {SizeText.Format(most)}");
        else
            return octets;
        return fallback;
    }

    /// <summary>One of a closed set of words.</summary>
    public T Choice<T>(string key, T fallback, params ReadOnlySpan<(string Word, T Value)> choices)
    {
        if (Find(key) is not { } node)
            return fallback;
        foreach (var (word, value) in choices)
        {
            if (node is YamlScalar scalar && scalar.Text == word)
                return value;
        }
        var words = new List<string>();
        foreach (var (word, _) in choices)
            words.Add(word);
        var near = node is YamlScalar typed ? DidYouMean.Find(typed.Text, words) : null;
        Errors.Add(node, $"found {node.Describe()}, expected {OneOf(words)}" + (near is null ? "" : $"; did you mean \"{near}\"?"));
        return fallback;
    }
}
