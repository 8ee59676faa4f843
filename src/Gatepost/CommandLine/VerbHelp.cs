using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Gatepost.Terminal;

namespace Gatepost.CommandLine;

/// <summary>The library's help with our examples behind it.</summary>
internal sealed class VerbHelp(CommandIo io) : SynchronousCommandLineAction
{
    /// <summary>Longer lines of prose tire the eye.</summary>
    private const int ReadableWidth = 100;

    private readonly HelpAction _help = new() { MaxWidth = Math.Min(io.Width, ReadableWidth) };

    /// <summary>Who asks for help has not finished the command line.</summary>
    public override bool ClearsParseErrors => true;

    public static void Use(RootCommand root, CommandIo io) => root.Options.OfType<HelpOption>().Single().Action = new VerbHelp(io);

    public override int Invoke(ParseResult parseResult)
    {
        var code = _help.Invoke(parseResult);
        var examples = parseResult.CommandResult.Command switch { Verb verb => verb.Examples, RootCommand => RootExamples, _ => [] };
        if (examples.Count > 0)
            io.Out.WriteLine("Examples:");
        foreach (var example in examples)
        {
            io.Out.WriteLine("  " + example.CommandLine);
            io.Out.WriteLine("      " + example.Means);
        }
        return code;
    }

    private static IReadOnlyList<VerbExample> RootExamples { get; } =
    [
        new("gatepost serve", "Run the gateway here: SMTP on 127.0.0.1:2525, everything kept in .gatepost"),
        new("gatepost check message.eml", "Inspect a file and see what the policy would do with it; needs no gateway"),
        new("gatepost samples send", "Send telling messages to the running gateway and see what becomes of each"),
        new("gatepost explain 0197e2a4-5a7c-7cc0-8f5e-2f1d6c9b3a10", "Tell why a message or a session ended as it did"),
    ];
}
