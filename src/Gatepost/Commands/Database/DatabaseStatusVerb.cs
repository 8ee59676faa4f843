using System.Globalization;
using System.Text.Json;
using Gatepost.CommandLine;
using Gatepost.Gateway.Configuration.Units;
using Gatepost.Storage.Maintenance;
using Gatepost.Terminal;

namespace Gatepost.Commands.Database;

/// <summary><c>gatepost db status</c>.</summary>
internal static class DatabaseStatusVerb
{
    /// <summary>Days of the log that are listed; the rest is summed up.</summary>
    private const int ListedDays = 7;

    public static Verb Build(CommandIo io, GlobalOptions global)
    {
        var (config, json) = (SettingsOption.Make(), JsonOption.Make());
        var verb = new Verb(
            "status", "How the database is: version, size, days of the log, pending migrations. Exit code 1 when something waits for you.",
            new VerbExample("gatepost db status", "With the gatepost.yaml of this folder or of /etc/gatepost"),
            new VerbExample("gatepost db status --json", "For scripts"))
        {
            config,
            json,
        };
        verb.SetAction((parsed, cancellationToken) => DatabaseCommand.RunAsync(parsed, config, global, io, async settings =>
        {
            var status = await DatabaseMaintenance.StatusAsync(settings, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
                await io.Out.WriteLineAsync(JsonSerializer.Serialize(status, DatabaseJson.Default.DatabaseStatus)).ConfigureAwait(false);
            else
                Write(status, io);
            return Waits(status) ? ExitCode.Failure : ExitCode.Success;
        }));
        return verb;
    }

    private static bool Waits(DatabaseStatus status) => status.Pending.Count > 0 || status.HasTrigrams == false || (status.HasTrigrams == true && status.DaysWithoutTrigrams > 0);

    private static void Write(DatabaseStatus status, CommandIo io)
    {
        io.Out.WriteLine($"{(status.Kind == "sqlite" ? "SQLite" : "PostgreSQL")} {status.Version}, {TerminalText.Clean(status.Place)}: {SizeText.Format(status.Octets)}");
        WriteSchema(status, io);
        if (status.HasTrigrams == false)
            io.Out.WriteLine("The extension pg_trgm is not there: searches of addresses that begin with * are slow.\n  Let an administrator of the database run \"CREATE EXTENSION pg_trgm\" in it, then run \"gatepost db migrate\".");
        else if (status.HasTrigrams == true && status.DaysWithoutTrigrams > 0)
            io.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{status.DaysWithoutTrigrams} day(s) of the log have no index for patterns that begin with *: run \"gatepost db migrate\"."));
        WriteDays(status, io);
        foreach (var lease in status.Leases)
            io.Out.WriteLine($"{lease.Name}: done by node {TerminalText.Clean(lease.Node)}, until {TimeText.Of(lease.Until)}");
    }

    private static void WriteSchema(DatabaseStatus status, CommandIo io)
    {
        io.Out.WriteLine(status.Pending.Count == 0 ? "The schema is up to date." : "The schema is not up to date; the next start, or \"gatepost db migrate\", brings:");
        foreach (var migration in status.Pending)
            io.Out.WriteLine($"  {TerminalText.Clean(migration)}");
    }

    private static void WriteDays(DatabaseStatus status, CommandIo io)
    {
        if (status.Days.Count == 0)
        {
            io.Out.WriteLine("The message log is empty.");
            return;
        }
        var table = new TextTable(new("LOG OF (UTC)"), new("SIZE", IsRight: true), new("RECIPIENTS", IsRight: true));
        foreach (var day in status.Days.Take(ListedDays))
            table.Add(day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), SizeText.Format(day.Octets), day.Recipients?.ToString("N0", CultureInfo.InvariantCulture) ?? "");
        if (status.Days.Count > ListedDays)
            table.Add(string.Create(CultureInfo.InvariantCulture, $"{status.Days.Count - ListedDays} older"), SizeText.Format(status.Days.Skip(ListedDays).Sum(day => day.Octets)), "");
        table.Write(io);
    }
}
