using System.CommandLine;
using Gatepost.Administration;
using Gatepost.CommandLine;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Configuration.Reloading;
using Gatepost.Terminal;

namespace Gatepost.Commands.Reload;

/// <summary><c>gatepost reload</c>: the settings without a restart.</summary>
internal static class ReloadCommand
{
    public static Verb Build(AdminCall call)
    {
        var config = new Option<string?>("--config") { Description = "The settings of the gateway that is meant: their \"data\" says where it is.", HelpName = "FILE" };
        var verb = new Verb(
            "reload",
            "Let the running gateway read gatepost.yaml and its certificates again. Says what is in force now, and which changed keys need a restart. A file with mistakes changes nothing.",
            new VerbExample("gatepost reload", "After a change of logging or of a certificate"))
        {
            config,
        };
        verb.SetAction((parsed, cancellationToken) => RunAsync(call, parsed, parsed.GetValue(config), cancellationToken));
        return verb;
    }

    private static async Task<int> RunAsync(AdminCall call, ParseResult parsed, string? config, CancellationToken cancellationToken)
    {
        Task<AdminAnswer<ReloadOutcome>> Reload(AdminClient client) => client.SendAsync(HttpMethod.Post, "reload", AdminJson.Default.ReloadOutcome, cancellationToken);
        int ShowOutcome(ReloadOutcome outcome) => Show(outcome, call.Io);
        if (config is null || call.NamesGateway(parsed))
            return await call.RunAsync(parsed, Reload, ShowOutcome).ConfigureAwait(false);
        var place = SettingsPlace.Current() with { WorkingFolder = call.Io.WorkingFolder };
        var read = GatewaySettingsLoader.LoadFile(Path.GetFullPath(config, call.Io.WorkingFolder), place);
        if (read.Settings is { } settings && read.Errors.Count == 0)
            return await call.RunAsync(Path.Combine(settings.DataFolder, AdminClient.SocketName), Reload, ShowOutcome).ConfigureAwait(false);
        return Refuse([.. read.Errors.Select(error => error.ToString())], call.Io);
    }

    private static int Show(ReloadOutcome outcome, CommandIo io)
    {
        if (!outcome.IsTaken)
            return Refuse(outcome.Mistakes, io);
        foreach (var mistake in outcome.Mistakes)
            io.Error.WriteLine(TerminalText.Clean(mistake));
        io.Out.WriteLine($"In force: {(outcome.Applied.IsEmpty ? "nothing has changed" : TerminalText.Clean(string.Join(", ", outcome.Applied)))}");
        if (outcome.NeedRestart.Length > 0)
            io.Out.WriteLine($"After a restart only: {TerminalText.Clean(string.Join(", ", outcome.NeedRestart))}");
        return outcome.Mistakes.IsEmpty ? ExitCode.Success : ExitCode.Failure;
    }

    private static int Refuse(IEnumerable<string> mistakes, CommandIo io)
    {
        foreach (var mistake in mistakes)
            io.Error.WriteLine(TerminalText.Clean(mistake));
        io.Error.WriteLine("gatepost: nothing was changed; the gateway goes on with the settings that it has.");
        return ExitCode.Failure;
    }
}
