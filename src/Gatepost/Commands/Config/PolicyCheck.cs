using System.CommandLine;
using System.Globalization;
using Gatepost.CommandLine;
using Gatepost.Commands.Serve;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Policies;
using Gatepost.Terminal;

namespace Gatepost.Commands.Config;

/// <summary><c>gatepost config check</c>: needs no gateway.</summary>
internal static class PolicyCheck
{
    public static Verb Build(CommandIo io)
    {
        var file = new Argument<string>("FILE") { Description = "The policy as YAML; - is standard input." };
        var config = SettingsOption.Make();
        var verb = new Verb(
            "check", "Check a policy file and name every mistake with its line, and what it names that gatepost.yaml does not have. Needs no gateway and changes nothing.",
            new VerbExample("gatepost config check policy.yaml", "Before \"gatepost config apply policy.yaml\""))
        {
            file, config,
        };
        verb.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            if (PolicyText.Read(path, io) is not { } yaml)
                return ExitCode.Usage;
            var name = path == "-" ? "standard input" : path;
            var compilation = PolicyCompiler.Compile(yaml, name, revision: 0);
            if (compilation.Snapshot is not { } snapshot)
            {
                WriteErrors([.. compilation.Errors.Select(error => error.ToString())], io);
                return ExitCode.Usage;
            }
            if (!Fits(SettingsFiles.Of(parsed.GetValue(config), io), yaml, name, io))
                return ExitCode.Usage;
            io.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TerminalText.Clean(path)} is a good policy of {snapshot.Rules.Length} rules."));
            return ExitCode.Success;
        });
        return verb;
    }

    /// <summary>False after a complaint about the settings, or about what the policy names and they do not have. Where they are on another machine, that is said.</summary>
    private static bool Fits(string? file, string yaml, string name, CommandIo io)
    {
        if (SettingsOption.Read(file, io, SettingsPlace.Current() with { WorkingFolder = io.WorkingFolder }) is not { } settings)
            return false;
        if (new CredentialReferences(settings).Missing(yaml, name) is not { Count: > 0 } missing)
            return true;
        if (file is null)
        {
            io.Error.WriteLine("The credentials that it names were not compared: there is no gatepost.yaml here (--config names one).");
            return true;
        }
        WriteErrors([.. missing.Select(error => error.ToString())], io);
        return false;
    }

    public static void WriteErrors(IReadOnlyList<string> errors, CommandIo io)
    {
        foreach (var error in errors)
            io.Error.WriteLine(TerminalText.Clean(error));
        io.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{errors.Count} mistake{(errors.Count == 1 ? "" : "s")}."));
    }
}
