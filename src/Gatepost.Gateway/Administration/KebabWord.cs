using System.Text.Json;

namespace Gatepost.Gateway.Administration;

/// <summary>The words of enumerations, as JSON and command lines have them: <c>temporary-failure</c>.</summary>
public static class KebabWord
{
    /// <summary>The word of a value.</summary>
    public static string Of<T>(T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <summary>All words.</summary>
    public static IReadOnlyList<string> All<T>() where T : struct, Enum => [.. Enum.GetValues<T>().Select(Of)];

    /// <summary>Reads a word; none at all is a null value, an unknown one is false.</summary>
    public static bool TryParse<T>(string? word, out T? value) where T : struct, Enum
    {
        value = null;
        if (string.IsNullOrEmpty(word))
            return true;
        foreach (var candidate in Enum.GetValues<T>())
        {
            if (Of(candidate) == word)
                value = candidate;
        }
        return value is not null;
    }
}
