using System.CommandLine;
using Gatepost.Administration;
using Gatepost.CommandLine;
using Gatepost.Gateway.Administration;
using Gatepost.Terminal;

namespace Gatepost.Commands.Quarantine;

/// <summary><c>gatepost quarantine export</c>: the original octets, to a file that was not there or to standard output.</summary>
internal static class QuarantineExport
{
    public static Verb Build(AdminCall call)
    {
        var id = IdArgument.One();
        var output = new Option<string?>("--output", "-o") { Description = "The file to write; it must not exist yet. Default: ID.eml here; - is standard output.", HelpName = "FILE" };
        var verb = new Verb(
            "export", "Write the original octets of a quarantined message to a file. They may be dangerous: nothing was taken out.",
            new VerbExample("gatepost quarantine export ID -o suspicious.eml", "To look at, or to send to a laboratory"),
            new VerbExample("gatepost quarantine export ID -o - | gatepost check -", "See what would become of it today"))
        {
            id, output,
        };
        verb.SetAction((parsed, cancellationToken) => RunAsync(call, parsed, parsed.GetRequiredValue(id), parsed.GetValue(output), cancellationToken));
        return verb;
    }

    private static async Task<int> RunAsync(AdminCall call, ParseResult parsed, string id, string? output, CancellationToken cancellationToken)
    {
        using var client = call.Open(parsed);
        var route = Route.Of("quarantine", id, "content");
        if (output == "-")
        {
            await using var standard = call.Io.OpenOutput();
            var sent = await client.DownloadAsync(route, standard, cancellationToken).ConfigureAwait(false);
            return sent.Outcome == AdminOutcome.Done ? ExitCode.Success : call.Refused(sent, client.SocketPath);
        }
        var path = Path.GetFullPath(output ?? id + ".eml", call.Io.WorkingFolder);
        using var octets = new MemoryStream();
        var answer = await client.DownloadAsync(route, octets, cancellationToken).ConfigureAwait(false);
        if (answer.Outcome != AdminOutcome.Done)
            return call.Refused(answer, client.SocketPath);
        await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write))
        {
            octets.Position = 0;
            await octets.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
        }
        await call.Io.Out.WriteLineAsync($"{octets.Length} octets in {TerminalText.Clean(path)}").ConfigureAwait(false);
        return ExitCode.Success;
    }
}
