using System.Collections.Frozen;
using System.CommandLine;
using Gatepost.CommandLine;
using Gatepost.Gateway.Extraction;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies;
using Gatepost.Inspection;
using Gatepost.Terminal;
using Microsoft.Extensions.DependencyInjection;

namespace Gatepost.Commands.Extract;

/// <summary><c>gatepost extract</c>: what a file holds, as the gateway sees it: its parts, texts and links, as JSON.</summary>
internal static class ExtractCommand
{
    public static Verb Build(CommandIo io)
    {
        var paths = new Argument<string[]>("PATH") { Description = "Messages, documents, archives, or - for standard input.", Arity = ArgumentArity.OneOrMore };
        var passwords = new Option<string[]>("--password") { Description = "A password to try on what needs one; may be given many times.", HelpName = "WORD" };
        var json = new Option<bool>("--json") { Description = "One JSON object a line, instead of indented for people." };
        var verb = new Verb(
            "extract",
            "Open files as the gateway does and show what they hold: parts, texts, links, and what could not be read. Needs no running gateway.",
            new VerbExample("gatepost extract invoice.docx", "The texts and links of a document"),
            new VerbExample("gatepost extract --password infected sample.zip", "What an archive behind a password holds"),
            new VerbExample("gatepost extract --json message.eml | jq -r '.links[].url'", "Every link of a message, from every carrier"));
        verb.Add(paths);
        verb.Add(passwords);
        verb.Add(json);
        verb.SetAction((parsed, cancellationToken) => RunAsync(
            io, parsed.GetRequiredValue(paths), parsed.GetValue(passwords) ?? [], parsed.GetValue(json), cancellationToken));
        return verb;
    }

    private static async Task<int> RunAsync(CommandIo io, string[] paths, string[] passwords, bool isJson, CancellationToken cancellationToken)
    {
        var services = StandaloneInspection.Services(io);
        services.AddSingleton(new InspectionSubscriber("extract", FrozenSet<string>.Empty, InspectionNeeds.Parts | InspectionNeeds.Text | InspectionNeeds.Links));
        await using var provider = services.BuildServiceProvider();
        var policy = PolicySnapshot.None with { Inspectors = new InspectorSettings { Content = new ContentSettings { Passwords = [.. passwords] } } };
        var run = new ExtractRun(provider.GetRequiredService<InspectionPipeline>(), policy, io);
        var failed = false;
        foreach (var path in paths)
        {
            var result = await run.RunAsync(path, cancellationToken).ConfigureAwait(false);
            failed |= result.Error is not null;
            io.Out.WriteLine(isJson ? ExtractJson.Line(result) : ExtractJson.Indented(result));
        }
        return failed ? ExitCode.Failure : ExitCode.Success;
    }
}
