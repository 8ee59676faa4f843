using System.CommandLine;
using Gatepost.CommandLine;
using Gatepost.Gateway.Configuration;
using Gatepost.Terminal;

namespace Gatepost.Commands.Database;

/// <summary><c>gatepost db</c>: the database itself. Needs no gateway.</summary>
internal static class DatabaseCommand
{
    public static Verb Build(CommandIo io, GlobalOptions global)
    {
        var verb = new Verb(
            "db", "The database: how it is, its schema, and the way from SQLite to PostgreSQL. Needs no gateway.",
            new VerbExample("gatepost db status", "Versions, sizes, what a newer version would change"),
            new VerbExample("gatepost db copy --config /etc/gatepost/gatepost.yaml", "Move to the PostgreSQL of the settings"));
        verb.Add(DatabaseStatusVerb.Build(io, global));
        verb.Add(DatabaseMigrateVerb.Build(io, global));
        verb.Add(DatabaseCopyVerb.Build(io, global));
        return verb;
    }

    /// <summary>Runs what needs the settings and speaks to the database: trouble with either is told in words.</summary>
    public static async Task<int> RunAsync(
        ParseResult parsed, Option<string?> config, GlobalOptions global, CommandIo io, Func<GatewaySettings, Task<int>> run)
    {
        if (SettingsOption.Load(parsed.GetValue(config), parsed.GetValue(global.Data), io) is not { } settings)
            return ExitCode.Usage;
        try
        {
            return await run(settings).ConfigureAwait(false);
        }
        catch (Exception error) when (error is System.Data.Common.DbException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            await io.Error.WriteLineAsync($"gatepost: {TerminalText.Clean(Words(error))}").ConfigureAwait(false);
            return ExitCode.Failure;
        }
    }

    /// <summary>The outermost words say what was tried, the innermost why it failed.</summary>
    private static string Words(Exception error)
    {
        var inner = error.GetBaseException();
        return ReferenceEquals(inner, error) || error.Message.Contains(inner.Message, StringComparison.Ordinal) ? error.Message : $"{error.Message}: {inner.Message}";
    }
}
