using System.CommandLine;
using Gatepost.Terminal;

namespace Gatepost.CommandLine;

/// <summary>An option that takes a time.</summary>
internal static class TimeOption
{
    public static Option<DateTimeOffset?> Make(string name, string description, TimeProvider time) => new(name)
    {
        Description = $"{description}; {TimeText.Expected}.",
        HelpName = "TIME",
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (TimeText.TryParse(text, time.GetUtcNow(), out var parsed))
                return parsed;
            result.AddError($"{name}: \"{text}\" is no time; expected {TimeText.Expected}.");
            return null;
        },
    };
}
