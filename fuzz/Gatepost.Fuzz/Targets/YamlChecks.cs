using Gatepost.Gateway.Configuration.Yaml;

namespace Gatepost.Fuzz.Targets;

/// <summary>What holds of every list of mistakes.</summary>
internal static class YamlChecks
{
    public static void Mistakes(IReadOnlyList<ConfigurationError> errors, bool isValid)
    {
        Expect.That(errors.Count == 0 == isValid && errors.Count <= ConfigurationErrors.Limit, $"{errors.Count} mistakes, and valid is {isValid}");
        foreach (var error in errors)
        {
            Expect.That(error.Line >= 0 && error.Column >= 0, $"a mistake at {error.Line}:{error.Column}");
            Expect.That(!error.ToString().Any(char.IsControl), $"a mistake that is not one line: {error}");
        }
    }
}
