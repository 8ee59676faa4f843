using System.Globalization;
using System.Text.Json;
using Gatepost.CommandLine;
using Gatepost.Hosting;
using Gatepost.Storage.Maintenance;
using Gatepost.Terminal;

namespace Gatepost.Commands.Database;

/// <summary><c>gatepost db copy</c>.</summary>
internal static class DatabaseCopyVerb
{
    public static Verb Build(CommandIo io, GlobalOptions global)
    {
        var (config, json) = (SettingsOption.Make(), JsonOption.Make());
        var verb = new Verb(
            "copy", "Copy the SQLite databases of the data folder into the PostgreSQL of the settings: policy, quarantine, log. Stop the gateway first; what was broken off goes on with the next call.",
            new VerbExample("gatepost db copy", "After \"database: postgresql:\" was written into gatepost.yaml, before the gateway is started again"),
            new VerbExample("gatepost db copy --data /srv/old-node --json", "From a data folder elsewhere, counts as JSON"))
        {
            config,
            json,
        };
        verb.SetAction((parsed, cancellationToken) => DatabaseCommand.RunAsync(parsed, config, global, io, async settings =>
        {
            if (settings.PostgreSql is not { } target)
            {
                await io.Error.WriteLineAsync("gatepost: the settings name no PostgreSQL to copy into; write \"database:\" and \"postgresql:\" into gatepost.yaml (docs/database.md).").ConfigureAwait(false);
                return ExitCode.Usage;
            }
            if (!Directory.Exists(Path.Combine(settings.DataFolder, "database")))
            {
                await io.Error.WriteLineAsync($"gatepost: {TerminalText.Clean(settings.DataFolder)} holds no SQLite databases.").ConfigureAwait(false);
                return ExitCode.Usage;
            }
            using var folderLock = FolderLock.TryTake(settings.DataFolder, out var trouble);
            if (folderLock is null)
            {
                await io.Error.WriteLineAsync($"gatepost: {TerminalText.Clean(trouble)}").ConfigureAwait(false);
                return ExitCode.Failure;
            }
            var progress = new CopyProgressLine(io);
            var result = await DatabaseCopy.RunAsync(settings.DataFolder, target, progress, cancellationToken).ConfigureAwait(false);
            progress.End();
            Write(result, parsed.GetValue(json), io);
            return result.Trouble is null ? ExitCode.Success : ExitCode.Failure;
        }));
        return verb;
    }

    private static void Write(DatabaseCopyResult result, bool asJson, CommandIo io)
    {
        if (asJson)
        {
            io.Out.WriteLine(JsonSerializer.Serialize(result, DatabaseJson.Default.DatabaseCopyResult));
            return;
        }
        if (result.Counts.Count > 0)
        {
            var table = new TextTable(new(""), new("SQLITE", IsRight: true), new("POSTGRESQL", IsRight: true));
            foreach (var count in result.Counts)
                table.Add(count.What, count.Source.ToString("N0", CultureInfo.InvariantCulture), count.Target.ToString("N0", CultureInfo.InvariantCulture));
            table.Write(io);
        }
        if (result.Trouble is { } trouble)
            io.Error.WriteLine($"gatepost: {TerminalText.Clean(trouble)}");
        else
            io.Out.WriteLine("Everything is there. Start the gateway; the SQLite files in the data folder are not used any more and may be removed later.");
    }
}
