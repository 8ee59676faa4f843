using System.CommandLine;
using Gatepost.Administration;
using Gatepost.Commands.Accounts;
using Gatepost.Commands.Check;
using Gatepost.Commands.Config;
using Gatepost.Commands.Database;
using Gatepost.Commands.Doctor;
using Gatepost.Commands.Explain;
using Gatepost.Commands.Extract;
using Gatepost.Commands.Extractor;
using Gatepost.Commands.InspectChild;
using Gatepost.Commands.Log;
using Gatepost.Commands.Quarantine;
using Gatepost.Commands.Queue;
using Gatepost.Commands.Reload;
using Gatepost.Commands.Samples;
using Gatepost.Commands.Serve;
using Gatepost.Commands.Status;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Terminal;

namespace Gatepost.CommandLine;

/// <summary>The command line as a whole.</summary>
internal static class GatepostCommands
{
    /// <summary>Runs one command line; the exit code is one of <see cref="ExitCode"/>.</summary>
    public static async Task<int> RunAsync(string[] arguments, CommandIo io, CancellationToken cancellationToken)
    {
        var parsed = Build(io).Parse(arguments);
        if (parsed.Errors.Count > 0)
            return WrongUsage(parsed, io);
        var configuration = new InvocationConfiguration
        {
            Output = io.Out, Error = io.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Failure;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The reader of a pipe went away, or a file that the verb writes refused.
            await io.Error.WriteLineAsync("gatepost: " + TerminalText.Clean(exception.Message)).ConfigureAwait(false);
            return ExitCode.Failure;
        }
    }

    public static RootCommand Build(CommandIo io)
    {
        var root = new RootCommand("Gatepost reads every message that passes, decides per recipient what becomes of it, and can say why.");
        var global = new GlobalOptions();
        global.AddTo(root);
        var call = new AdminCall(io, global);
        root.Add(ServeCommand.Build(io, global));
        root.Add(CheckCommand.Build(io, global));
        root.Add(ExtractCommand.Build(io));
        root.Add(ExplainCommand.Build(call));
        root.Add(StatusCommand.Build(call));
        root.Add(QueueCommand.Build(call));
        root.Add(QuarantineCommand.Build(call));
        root.Add(LogCommand.Build(call));
        root.Add(ConfigCommand.Build(call));
        root.Add(ReloadCommand.Build(call));
        root.Add(AccountsCommand.Build(io, global));
        root.Add(DoctorCommand.Build(call, global));
        root.Add(DatabaseCommand.Build(io, global));
        root.Add(SamplesCommand.Build(call));
        root.Add(InspectChildCommand.Build(io));
        root.Add(ExtractorCommandVerb.Build(io));
        VerbHelp.Use(root, io);
        root.SetAction(_ => WrongUsage("Say what to do.", "gatepost --help", io));
        return root;
    }

    private static int WrongUsage(ParseResult parsed, CommandIo io)
    {
        foreach (var error in parsed.Errors)
            io.Error.WriteLine("gatepost: " + TerminalText.Clean(error.Message));
        var path = new List<string>();
        for (var command = parsed.CommandResult; command is not null; command = command.Parent as System.CommandLine.Parsing.CommandResult)
            path.Insert(0, command.Command is RootCommand ? "gatepost" : command.Command.Name);
        var known = parsed.CommandResult.Command.Subcommands.Select(command => command.Name).Concat(parsed.CommandResult.Command.Options.Select(option => option.Name)).ToArray();
        if (parsed.UnmatchedTokens.Select(token => DidYouMean.Find(token, known)).FirstOrDefault(near => near is not null) is { } meant)
            io.Error.WriteLine($"Did you mean \"{meant}\"?");
        io.Error.WriteLine($"Try: {string.Join(' ', path)} --help");
        return ExitCode.Usage;
    }

    private static int WrongUsage(string error, string help, CommandIo io)
    {
        io.Error.WriteLine($"gatepost: {error}");
        io.Error.WriteLine($"Try: {help}");
        return ExitCode.Usage;
    }
}
