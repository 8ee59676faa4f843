using System.Text.RegularExpressions;

namespace Gatepost.EndToEnd.Tests;

/// <summary>Finds our id in what the gateway says.</summary>
internal static partial class Answers
{
    /// <summary>The message or session id of a reply.</summary>
    public static string Id(string text)
    {
        var match = Uuid().Match(text);
        Assert.True(match.Success, $"no id in: {text}");
        return match.Value;
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();
}
