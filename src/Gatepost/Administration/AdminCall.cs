using System.CommandLine;
using Gatepost.CommandLine;
using Gatepost.Gateway.Administration;
using Gatepost.Terminal;

namespace Gatepost.Administration;

/// <summary>What every verb that asks the running gateway has in common: find it, ask, and turn a "no" into words and an exit code.</summary>
internal sealed class AdminCall(CommandIo io, GlobalOptions global)
{
    /// <summary>Long enough to load a backlog of log lines before a search, short enough for somebody who waits.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public CommandIo Io => io;

    /// <summary>Opens a client for the gateway that the command line means.</summary>
    public AdminClient Open(ParseResult parsed) => new(global.SocketPath(parsed, io), Patience);

    /// <summary>True when the command line itself says where the gateway is.</summary>
    public bool NamesGateway(ParseResult parsed) => parsed.GetValue(global.Socket) is not null || parsed.GetValue(global.Data) is not null;

    /// <summary>Makes one call and shows its answer.</summary>
    public Task<int> RunAsync<T>(ParseResult parsed, Func<AdminClient, Task<AdminAnswer<T>>> call, Func<T, int> show) =>
        RunAsync(global.SocketPath(parsed, io), call, show);

    /// <summary>The same, at a socket that is known.</summary>
    public async Task<int> RunAsync<T>(string socketPath, Func<AdminClient, Task<AdminAnswer<T>>> call, Func<T, int> show)
    {
        using var client = new AdminClient(socketPath, Patience);
        var answer = await call(client).ConfigureAwait(false);
        return answer.Outcome == AdminOutcome.Done ? show(answer.Value!) : Refused(answer, client.SocketPath);
    }

    /// <summary>Makes an act for each of some ids; all are tried, and each failure is told.</summary>
    public async Task<int> EachAsync(ParseResult parsed, IEnumerable<string> ids, Func<AdminClient, string, Task<AdminAnswer<ActResult>>> act)
    {
        using var client = Open(parsed);
        var code = ExitCode.Success;
        foreach (var id in ids)
        {
            var answer = await act(client, id).ConfigureAwait(false);
            if (answer.Outcome == AdminOutcome.Done)
                await io.Out.WriteLineAsync($"{TerminalText.Clean(id)}: {TerminalText.Clean(answer.Value!.Note)}").ConfigureAwait(false);
            else if ((code = Refused(answer, client.SocketPath)) == ExitCode.NotRunning)
                return code;
        }
        return code;
    }

    /// <summary>Says why there is no answer.</summary>
    public int Refused<T>(AdminAnswer<T> answer, string socketPath)
    {
        var reason = answer.Problem?.Error ?? "no reason given";
        if (answer.Outcome == AdminOutcome.NotRunning)
        {
            io.Error.WriteLine($"gatepost: no gateway answers at {TerminalText.Clean(socketPath)} ({TerminalText.Clean(reason)}).");
            io.Error.WriteLine("Start it with \"gatepost serve\" (a service: \"systemctl start gatepost\"), or say with --data where the running one keeps its data.");
            return ExitCode.NotRunning;
        }
        io.Error.WriteLine("gatepost: " + TerminalText.Clean(reason));
        return ExitCode.Failure;
    }
}
