using Gatepost.Administration;
using Gatepost.CommandLine;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Configuration.Reloading;
using Gatepost.Terminal;

namespace Gatepost.Commands.Reload;

/// <summary><c>gatepost reload</c>: the settings without a restart.</summary>
internal static class ReloadCommand
{
    public static Verb Build(AdminCall call)
    {
        var verb = new Verb(
            "reload",
            "Let the running gateway read gatepost.yaml and its certificates again. Says what is in force now, and which changed keys need a restart. A file with mistakes changes nothing.",
            new VerbExample("gatepost reload", "After a change of logging or of a certificate"));
        verb.SetAction((parsed, cancellationToken) => call.RunAsync(
            parsed, client => client.SendAsync(HttpMethod.Post, "reload", AdminJson.Default.ReloadOutcome, cancellationToken), outcome => Show(outcome, call.Io)));
        return verb;
    }

    private static int Show(ReloadOutcome outcome, CommandIo io)
    {
        foreach (var mistake in outcome.Mistakes)
            io.Error.WriteLine(TerminalText.Clean(mistake));
        if (!outcome.IsTaken)
        {
            io.Error.WriteLine("gatepost: nothing was changed; the gateway goes on with the settings that it has.");
            return ExitCode.Failure;
        }
        io.Out.WriteLine($"In force: {(outcome.Applied.IsEmpty ? "nothing has changed" : TerminalText.Clean(string.Join(", ", outcome.Applied)))}");
        if (outcome.NeedRestart.Length > 0)
            io.Out.WriteLine($"After a restart only: {TerminalText.Clean(string.Join(", ", outcome.NeedRestart))}");
        return outcome.Mistakes.IsEmpty ? ExitCode.Success : ExitCode.Failure;
    }
}
