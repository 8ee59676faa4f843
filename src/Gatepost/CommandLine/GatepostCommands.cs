using System.CommandLine;
using Gatepost.Terminal;

namespace Gatepost.CommandLine;

/// <summary>The command line as a whole.</summary>
internal static class GatepostCommands
{
    public static async Task<int> RunAsync(string[] arguments, CommandIo io, CancellationToken cancellationToken)
    {
        var root = Build(io);
        var parsed = root.Parse(arguments);
        return await parsed.InvokeAsync(new InvocationConfiguration { Output = io.Out, Error = io.Error }, cancellationToken).ConfigureAwait(false);
    }

    public static RootCommand Build(CommandIo io)
    {
        var root = new RootCommand("An email gateway that reads every message, decides, and explains.");
        var check = new Command("check", "Inspects");
        check.Add(new Option<string>("--policy"));
        check.SetAction(r => { io.Out.WriteLine("hi"); return 0; });
        root.Add(check);
        return root;
    }
}
