using Gatepost.CommandLine;
using Gatepost.Storage.Maintenance;
using Gatepost.Terminal;

namespace Gatepost.Commands.Database;

/// <summary><c>gatepost db migrate</c>.</summary>
internal static class DatabaseMigrateVerb
{
    public static Verb Build(CommandIo io, GlobalOptions global)
    {
        var config = SettingsOption.Make();
        var verb = new Verb(
            "migrate", "Bring the schema to the version of this program, as the gateway's start does too; once is enough for all nodes.",
            new VerbExample("gatepost db migrate", "Before the first node is started in its new version"))
        {
            config,
        };
        verb.SetAction((parsed, cancellationToken) => DatabaseCommand.RunAsync(parsed, config, global, io, async settings =>
        {
            var done = await DatabaseMaintenance.MigrateAsync(settings, cancellationToken).ConfigureAwait(false);
            foreach (var line in done)
                await io.Out.WriteLineAsync(TerminalText.Clean(line)).ConfigureAwait(false);
            if (done.Count == 0)
                await io.Out.WriteLineAsync("Nothing to do: the schema is up to date.").ConfigureAwait(false);
            return ExitCode.Success;
        }));
        return verb;
    }
}
