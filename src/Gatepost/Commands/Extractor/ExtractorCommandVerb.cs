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

    /// <summary>Tests only: some files make the worker fail on purpose.</summary>
    private const string Faults = "--faults";

    /// <summary>The environment variable that asks for <see cref="Faults"/>.</summary>
    public const string FaultsVariable = "GATEPOST_TEST_EXTRACTOR_FAULTS";

    /// <summary>How the gateway starts it.</summary>
    public static ExtractorCommand Command(bool withFaults = false) => new(Program, withFaults ? [Name, Faults] : [Name]);

    /// <summary>Our own program, which is not always the one that runs: tests run command lines in their own process.</summary>
    private static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "gatepost");

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
        var faults = new Option<bool>(Faults) { Description = "For tests: fail on purpose over files that ask for it." };
        verb.Add(folder);
        verb.Add(inside);
        verb.Add(faults);
        verb.SetAction((result, cancellationToken) => RunAsync(io, result.GetValue(folder)!, result.GetValue(inside), result.GetValue(faults), cancellationToken));
        return verb;
    }

    private static async Task<int> RunAsync(CommandIo io, string folder, bool isInside, bool withFaults, CancellationToken cancellationToken)
    {
        if (!isInside)
        {
            // Comes back only where it failed: the worker then goes on without rules on files, and says so.
            var error = Cage.Enter(folder, Program, withFaults ? [Name, folder, Inside, Faults] : [Name, folder, Inside]);
            io.Error.WriteLine(error);
        }
        LifeLine.Watch();
        await using var input = io.OpenInput();
        await using var output = io.OpenOutput();
        return await ExtractorServer.RunAsync(input, output, folder, withFaults, cancellationToken).ConfigureAwait(false);
    }
}
