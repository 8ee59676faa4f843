using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Gatepost.Gateway.Configuration.Yaml;

/// <summary>
/// Reads the YAML that administrators write into nodes that know their place. The plain part of YAML only: one document, no anchors and
/// aliases (they make bombs, and hide what is in force), no tags, keys once. Never throws over what is in the text.
/// </summary>
public static class YamlDocumentReader
{
    /// <summary>Reads a document; null when there is nothing that can be used, and <paramref name="errors"/> then says why. An empty text is an empty mapping.</summary>
    public static YamlNode? Read(string text, ConfigurationErrors errors, YamlLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(errors);
        limits ??= new YamlLimits();
        if (text.Length > limits.Characters)
        {
            errors.Add(1, 1, "", $"the file has {text.Length} characters, at most {limits.Characters} are read");
            return null;
        }
        var builder = new YamlTreeBuilder(errors, limits);
        var parser = new Parser(new StringReader(text));
        try
        {
            while (builder.WantsMore && parser.MoveNext())
                builder.Add(parser.Current!);
        }
        catch (YamlException exception)
        {
            errors.Add((int)exception.Start.Line, (int)exception.Start.Column, "", "this is not valid YAML: " + Words(exception));
            return null;
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // The library's scanner loses its state over some broken texts instead of naming them.
            errors.Add((int)(parser.Current?.End.Line ?? 1), (int)(parser.Current?.End.Column ?? 1), "", "this is not valid YAML after this place");
            return null;
        }
        return builder.Root;
    }

    private static string Words(YamlException exception)
    {
        var words = exception.Message.ReplaceLineEndings(" ");
        var end = words.LastIndexOf("): ", StringComparison.Ordinal);
        if (words.StartsWith('(') && end >= 0)
            words = words[(end + 3)..];
        return words.Length == 0 ? "it breaks off here" : char.ToLowerInvariant(words[0]) + words[1..].TrimEnd('.');
    }
}

/// <summary>Bounds of <see cref="YamlDocumentReader"/>.</summary>
public sealed record YamlLimits
{
    /// <summary>Characters of the file. A policy of a thousand rules has some 500 KB.</summary>
    public int Characters { get; init; } = 8_388_608;

    /// <summary>Lists and groups inside each other; our schemas need eight.</summary>
    public int Depth { get; init; } = 32;

    /// <summary>Values, lists and groups in all: bounds memory whatever the characters are.</summary>
    public int Nodes { get; init; } = 500_000;
}
