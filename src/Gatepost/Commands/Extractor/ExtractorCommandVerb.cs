using System.CommandLine;
using Gatepost.CommandLine;
using Gatepost.Extraction.Isolation;
using Gatepost.Extraction.Worker;
using Gatepost.Gateway.Extraction;
using Gatepost.Terminal;

namespace Gatepost.Commands.Extractor;

/// <summary><c>gatepost extractor FOLDER</c>: the role that opens files of risky formats, started by the gateway. It locks itself in and speaks frames; people use <c>gatepost extract</c>.</summary>
internal static class ExtractorCommandVerb
{
    /// <summary>The verb.</summary>
    public const string Name = "extractor";

    /// <summary>Said by the first step to the second.</summary>
    private const string Inside = "--inside";

    /// <summary>How the gateway starts it.</summary>
    public static ExtractorCommand Command { get; } = new(Environment.ProcessPath!, [Name]);

    public static Verb Build(CommandIo io)
    {
        var folder = new Argument<string>("folder") { Description = "The one folder that it may write to." };
        var inside = new Option<bool>(Inside) { Description = "The cage is closed around this process already." };
        var verb = new Verb(
            Name, "Open files for a gateway. Started by the gateway itself.",
            new VerbExample("gatepost extractor /var/lib/gatepost/scratch/w1", "Speaks the gateway's own frames; people use \"gatepost extract\""))
        {
            Hidden = true,
        };
        verb.Add(folder);
        verb.Add(inside);
        verb.SetAction((result, cancellationToken) => RunAsync(io, result.GetValue(folder)!, result.GetValue(inside), cancellationToken));
        return verb;
    }

    private static async Task<int> RunAsync(CommandIo io, string folder, bool isInside, CancellationToken cancellationToken)
    {
        if (!isInside)
        {
            // Comes back only where it failed: the worker then goes on without rules on files, and says so.
            var error = Cage.Enter(folder, Environment.ProcessPath!, [Name, folder, Inside]);
            io.Error.WriteLine(error);
        }
        await using var input = io.OpenInput();
        await using var output = io.OpenOutput();
        return await ExtractorServer.RunAsync(input, output, folder, cancellationToken).ConfigureAwait(false);
    }
}
