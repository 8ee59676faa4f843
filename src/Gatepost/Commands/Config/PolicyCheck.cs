using System.CommandLine;
using System.Globalization;
using Gatepost.CommandLine;
using Gatepost.Gateway.Policies;
using Gatepost.Terminal;

namespace Gatepost.Commands.Config;

/// <summary><c>gatepost config check</c>: needs no gateway.</summary>
internal static class PolicyCheck
{
    public static Verb Build(CommandIo io)
    {
        var file = new Argument<string>("FILE") { Description = "The policy as YAML; - is standard input." };
        var verb = new Verb(
            "check", "Check a policy file and name every mistake with its line. Needs no gateway and changes nothing.",
            new VerbExample("gatepost config check policy.yaml", "Before \"gatepost config apply policy.yaml\""))
        {
            file,
        };
        verb.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            if (PolicyText.Read(path, io) is not { } yaml)
                return ExitCode.Usage;
            var compilation = PolicyCompiler.Compile(yaml, path == "-" ? "standard input" : path, revision: 0);
            if (compilation.Snapshot is not { } snapshot)
            {
                WriteErrors([.. compilation.Errors.Select(error => error.ToString())], io);
                return ExitCode.Usage;
            }
            io.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TerminalText.Clean(path)} is a good policy of {snapshot.Rules.Length} rules."));
            return ExitCode.Success;
        });
        return verb;
    }

    public static void WriteErrors(IReadOnlyList<string> errors, CommandIo io)
    {
        foreach (var error in errors)
            io.Error.WriteLine(TerminalText.Clean(error));
        io.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{errors.Count} mistake{(errors.Count == 1 ? "" : "s")}."));
    }
}
