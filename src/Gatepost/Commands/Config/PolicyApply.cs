using System.CommandLine;
using System.Globalization;
using Gatepost.Administration;
using Gatepost.CommandLine;
using Gatepost.Gateway.Administration;
using Gatepost.Terminal;

namespace Gatepost.Commands.Config;

/// <summary><c>gatepost config apply</c>.</summary>
internal static class PolicyApply
{
    public static Verb Build(AdminCall call)
    {
        var file = new Argument<string>("FILE") { Description = "The policy as YAML; - is standard input." };
        var note = new Option<string?>("--note", "-m") { Description = "Why, for the history.", HelpName = "TEXT" };
        var expected = new Option<long?>("--if-revision")
        {
            Description = "Only when this is still the revision in force, so that nobody's change is undone unseen.", HelpName = "N",
        };
        var verb = new Verb(
            "apply", "Make a policy the next revision and put it in force. With a mistake in it, nothing changes.",
            new VerbExample("gatepost config apply policy.yaml --note 'let invoices pass'", "Mail that comes from now on is decided by it"))
        {
            file, note, expected,
        };
        verb.SetAction((parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(file);
            if (PolicyText.Read(path, call.Io) is not { } yaml)
                return Task.FromResult(ExitCode.Usage);
            var upload = new PolicyUpload(path == "-" ? "standard input" : path, yaml, parsed.GetValue(note), parsed.GetValue(expected));
            return call.RunAsync(
                parsed,
                client => client.PostAsync("config", upload, AdminJson.Default.PolicyUpload, AdminJson.Default.PolicyVerdict, cancellationToken),
                verdict => Show(verdict, call.Io));
        });
        return verb;
    }

    private static int Show(PolicyVerdict verdict, CommandIo io)
    {
        if (verdict.Revision is { } revision)
        {
            io.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Revision {revision.Number} is in force{(verdict.IsNew ? "" : "; it says the same already, so there is no new one")} (SHA-256 {revision.Hash})."));
            return ExitCode.Success;
        }
        PolicyCheck.WriteErrors(verdict.Errors, io);
        io.Error.WriteLine("Nothing was changed: the policy in force stays.");
        return ExitCode.Usage;
    }
}
